package org.ytsize.sizing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ytsize.cluster.SharedAnswers;
import org.ytsize.extract.Extraction;
import org.ytsize.settings.ByteSize;
import org.ytsize.settings.Settings;
import org.ytsize.video.Format;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;
import org.ytsize.video.VideoId;

/**
 * An instance's real lookup, with a clock that is turned and a YouTube that answers at once. What it remembers of a
 * video takes {@link #ENTRY_BYTES}.
 */
final class AskedInstance {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** The means of bench/bytes.py: v1's answer, and v2's packed. */
    static final int TABLE_BYTES = 500;

    static final int WHOLE_BYTES = 1_079;
    static final int ENTRY_BYTES = new Finding(
                    new Finding.Sizes(new AnswerBody(new byte[TABLE_BYTES]), new AnswerBody(new byte[WHOLE_BYTES])),
                    ShelfLife.NONE)
            .weight();

    private final SizeLookup lookup;

    /**
     * @param ticker nanoseconds since {@link #START}
     * @param uploaded when a video was; called once for each lookup
     */
    AskedInstance(ByteSize room, LongSupplier ticker, SharedAnswers grid, Function<VideoId, Instant> uploaded) {
        ResultCache cache = new ResultCache(room, ticker);
        SharedFindings shared = new SharedFindings(grid, Optional.empty(), () -> START.plusNanos(ticker.getAsLong()));
        this.lookup = new SizeLookup(
                new GuardedExtractor(
                        job -> CompletableFuture.completedFuture(found(job.video(), uploaded.apply(job.video()))),
                        Settings.from(name -> Optional.empty()),
                        Runnable::run,
                        new Random(2),
                        ticker),
                cache,
                shared,
                new Elsewhere(shared, cache, Runnable::run, ticker),
                new Findings(new OfTheSize(), () -> START.plusNanos(ticker.getAsLong())),
                new Refreshes(ticker));
    }

    void ask(VideoId video) {
        lookup.find(new SizeQuestion(video, null, Optional.empty(), false, SizeQuestion.View.TABLE))
                .join();
    }

    CacheStats stats() {
        return lookup.cacheStats();
    }

    private static Extraction found(VideoId video, Instant uploaded) {
        Format picture = new Format(
                "398", "av01.0.05M.08", null, 5_000L, null, 8.0, null, null, null, "SDR", -1, "", null, null, "mp4");
        return new Extraction.Found(new Video(video, "title", 213.0, "public", "not_live", uploaded, List.of(picture)));
    }

    private static final class OfTheSize implements AnswerForm {
        private static final AnswerBody TABLE = new AnswerBody(new byte[TABLE_BYTES]);
        private static final AnswerBody WHOLE = new AnswerBody(new byte[WHOLE_BYTES]);

        @Override
        public AnswerBody table(SizeTable table) {
            return TABLE;
        }

        @Override
        public AnswerBody whole(Video video, @Nullable Double durationHint, Instant asOf) {
            return WHOLE;
        }
    }
}
