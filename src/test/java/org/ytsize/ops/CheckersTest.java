package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CheckersTest {
    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final Checkers checkers = new Checkers(ticker::get);

    @Test
    void whereNobodyAsks_allKnow() {
        assertThat(checkers.allKnow()).isTrue();
    }

    @Test
    void eachHasToBeToldThreeTimesInARow() {
        checkers.told("a", false);
        checkers.told("a", false);
        assertThat(checkers.allKnow()).isFalse();

        checkers.told("a", true);
        checkers.told("a", false);
        checkers.told("a", false);
        assertThat(checkers.allKnow()).isFalse();

        checkers.told("a", false);
        assertThat(checkers.allKnow()).isTrue();
    }

    @Test
    void oneWhoKnows_doesNotSpeakForAnother() {
        checkers.told("b", true);
        for (int i = 0; i < 5; i++) {
            checkers.told("a", false);
        }

        assertThat(checkers.allKnow()).isFalse();
    }

    @Test
    void whoeverHasNotAskedForTenSeconds_isGone() {
        checkers.told("a", true);

        ticker.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(checkers.allKnow()).isFalse();

        ticker.addAndGet(1);
        assertThat(checkers.allKnow()).isTrue();
    }

    /** Whoever asks from very many addresses is no balancer, and takes no more memory than that. */
    @Test
    void ofVeryMany_someAreNotNoted() {
        for (int i = 0; i < 100; i++) {
            checkers.told("known" + i, true);
        }
        for (int i = 0; i < 100; i++) {
            for (int told = 0; told < 3; told++) {
                checkers.told("known" + i, false);
            }
        }
        checkers.told("one more", true);

        assertThat(checkers.allKnow()).isTrue();
    }
}
