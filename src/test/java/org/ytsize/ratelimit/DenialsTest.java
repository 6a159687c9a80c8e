package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ytsize.settings.RateLimitSettings;

final class DenialsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 7);
    private final Denials denials = new Denials(ticker::get);

    @Test
    void hold_untilTheMomentThatTheyName_andNoLonger() {
        denials.put(client("a", 20), new Decision(false, 0, MINUTE));

        ticker.addAndGet(MINUTE.toNanos() - 1);
        assertThat(denials.left(client("a", 20))).isEqualTo(Duration.ofNanos(1));

        ticker.addAndGet(1);
        assertThat(denials.left(client("a", 20))).isZero();
    }

    @Test
    void holdForNobodyElse_andForNoOtherLimit() {
        denials.put(client("a", 20), new Decision(false, 0, MINUTE));

        assertThat(denials.left(client("b", 20))).isZero();
        assertThat(denials.left(client("a", 21))).isZero();
    }

    @Test
    void areBounded() {
        for (int i = 0; i < 2 * Denials.MAX_CLIENTS; i++) {
            denials.put(client("client" + i, 20), new Decision(false, 0, MINUTE));
        }

        assertThat(denials.size()).isLessThanOrEqualTo(Denials.MAX_CLIENTS);
    }

    private static Client client(String key, int max) {
        return new Client(key, new RateLimitSettings(MINUTE, max));
    }
}
