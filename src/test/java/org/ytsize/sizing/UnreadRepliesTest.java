package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Egress;

/** What the breaker makes of replies that yt-dlp makes nothing of. */
@Timeout(120)
final class UnreadRepliesTest {
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final AtomicLong ticker = new AtomicLong();
    private final PathBreaker breaker = new PathBreaker(Egress.DIRECT, Duration.ofSeconds(12), ticker::get);

    @Test
    void opens_whenHalfOfAFullWindowAreSuch() {
        succeed(30);
        fail(FailureKind.EXTRACTOR_BROKEN, 5);
        fail(FailureKind.NO_FORMATS, 4);
        assertThat(isOpen()).isFalse();

        fail(FailureKind.NO_FORMATS, 1);

        assertThat(isOpen()).isTrue();
        assertThat(breaker.stats().cause()).hasValue("NO_FORMATS");
        assertThat(breaker.stats().openings()).containsEntry("NO_FORMATS", 1L).containsEntry("BOT_CHECK", 0L);
    }

    @Test
    void staysClosed_whereAFewLookupsAreAllOfOddVideos() {
        fail(FailureKind.EXTRACTOR_BROKEN, 19);

        assertThat(isOpen()).isFalse();
    }

    @Test
    void beginsToCountAnew_onceItCloses() {
        fail(FailureKind.NO_FORMATS, 19);
        fail(FailureKind.BOT_CHECK, 1);
        ticker.addAndGet(PathBreaker.OPEN_FOR.plus(LITTLE).toNanos());
        succeed(1);

        fail(FailureKind.NO_FORMATS, 19);
        assertThat(isOpen()).isFalse();

        fail(FailureKind.NO_FORMATS, 1);
        assertThat(isOpen()).isTrue();
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            breaker.tryAcquire().orElseThrow().ended(FakeExtractor.found(), LITTLE);
        }
    }

    private void fail(FailureKind kind, int times) {
        for (int i = 0; i < times; i++) {
            breaker.tryAcquire().orElseThrow().ended(Extraction.failed(kind, ""), LITTLE);
        }
    }

    private boolean isOpen() {
        return breaker.stats().state().equals("open");
    }
}
