package org.ytsize.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilentMembersTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 3);
    private final SilentMembers silent = new SilentMembers(ticker::get);

    @Test
    void whoeverIsSilent_isNotAskedForASecond_andTheOthersAre() {
        silent.wasSilent(ONE);

        assertThat(silent.mayAsk(ONE)).isFalse();
        assertThat(silent.mayAsk(OTHER)).isTrue();
        ticker.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
        assertThat(silent.mayAsk(ONE)).isFalse();
    }

    @Test
    void afterThat_oneFindsOutForAll() {
        silent.wasSilent(ONE);
        ticker.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(silent.mayAsk(ONE)).isTrue();
        assertThat(silent.mayAsk(ONE)).isFalse();

        silent.answered(ONE);
        assertThat(silent.mayAsk(ONE)).isTrue();
        assertThat(silent.mayAsk(ONE)).isTrue();
    }
}
