package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.Extractor;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Settings;
import org.ytsize.video.VideoId;

/** Each video is asked for once, as somebody who goes through all of them would. */
@Timeout(300)
final class ManyVideosTest {
    /** That of {@link LookupUnderTest}. */
    private static final long CACHE_BYTES = 1 << 20;

    private final LookupUnderTest lookup =
            new LookupUnderTest(new EveryKind(), Settings.from(name -> Optional.empty()));

    @AfterEach
    void end() {
        lookup.close();
    }

    @Test
    void leaveNothingBehind_beyondTheCachesBound() {
        ask(0, 5_000);
        long before = heap();

        ask(5_000, 55_000);

        assertThat(lookup.stats().bytes()).isLessThanOrEqualTo(CACHE_BYTES);
        assertThat(lookup.stats().evictions()).isGreaterThan(20_000);
        assertThat(lookup.underWay()).isZero();
        // Forty bytes for each of them would be seen.
        await().untilAsserted(() -> assertThat(heap() - before).isLessThan(2 << 20));
    }

    private void ask(int from, int to) {
        for (int i = from; i < to; i++) {
            lookup.ask(new SizeQuestion(
                    new VideoId(String.format("%011d", i)), null, Optional.empty(), false, SizeQuestion.View.TABLE));
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Sizes, what is remembered about a video, what is not, and what says too little, in turn. */
    private static final class EveryKind implements Extractor {
        private int asked;

        @Override
        public synchronized CompletableFuture<Extraction> extract(ExtractionJob job) {
            Extraction ending = switch (asked++ % 8) {
                case 0 -> Extraction.failed(FailureKind.PRIVATE, "");
                case 1 -> Extraction.failed(FailureKind.LOGIN_REQUIRED, "");
                case 2 -> Extraction.failed(FailureKind.EXTRACTOR_BROKEN, "");
                default -> FakeExtractor.found();
            };
            return CompletableFuture.completedFuture(ending);
        }
    }
}
