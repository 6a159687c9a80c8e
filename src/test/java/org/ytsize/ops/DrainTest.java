package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DrainTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final RequestRecorder requests = new RequestRecorder();
    private final Checkers checkers = new Checkers(() -> 0);
    /** Whose clock goes on by a second each time that it is looked at. */
    private final Drain drain = new Drain(requests, checkers, () -> ticker.getAndAdd(STEP.toNanos()));

    /** 40 s are what it has, and the server's own end takes some of them. */
    @Test
    void aRequestThatDoesNotEnd_isGivenUp() throws InterruptedException {
        requests.begun();

        assertThat(waited()).isBetween(Duration.ofSeconds(33), Duration.ofSeconds(37));
    }

    @Test
    void aBalancerThatDoesNotBelieveIt_isGivenUp() throws InterruptedException {
        checkers.told("balancer", true);

        assertThat(waited()).isBetween(Duration.ofSeconds(33), Duration.ofSeconds(37));
    }

    @Test
    void whereNobodyIsLeft_thereIsNothingToWaitFor() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            checkers.told("balancer", false);
        }

        assertThat(waited()).isLessThanOrEqualTo(STEP);
    }

    private Duration waited() throws InterruptedException {
        long begun = ticker.get();
        drain.awaitEnd();
        return Duration.ofNanos(ticker.get() - begun);
    }
}
