package org.ytsize.sizing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;

/**
 * For how long what was found out may be told. The times add up, in this order; RFC 5861 has the ideas.
 *
 * <p>The size of a stream never changes. What changes is which streams there are: YouTube adds more in the first days.
 *
 * @param fresh as it is
 * @param revalidate after that, while it is looked up again in the background
 * @param lastResort after that, where looking it up again fails by our fault
 */
public record ShelfLife(Duration fresh, Duration revalidate, Duration lastResort) {
    /** Not at all. */
    static final ShelfLife NONE = new ShelfLife(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration STILL_ENCODING = Duration.ofDays(2);

    private static final ShelfLife SETTLED = new ShelfLife(Duration.ofHours(24), WEEK, WEEK);
    private static final ShelfLife RECENT = new ShelfLife(Duration.ofHours(3), Duration.ofHours(21), WEEK);
    private static final ShelfLife NEW =
            new ShelfLife(Duration.ofMinutes(20), Duration.ofMinutes(40), Duration.ofDays(1));
    private static final ShelfLife ROUGH =
            new ShelfLife(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofDays(1));

    /** Of sizes, looked up at {@code now}. */
    static ShelfLife of(Video video, SizeTable table, Instant now) {
        if (table.isRough()) {
            return ROUGH;
        }
        return byAge(video.uploaded(), now);
    }

    /**
     * Of a failure: only one that describes the video has any, and one that waits for a moment has none beyond that.
     */
    static ShelfLife of(Failure failure) {
        Duration memory = failure.kind().memory();
        boolean endsEarlier =
                failure.kind() == FailureKind.UPCOMING && failure.retryAfter().compareTo(memory) < 0;
        return new ShelfLife(endsEarlier ? failure.retryAfter() : memory, Duration.ZERO, Duration.ZERO);
    }

    /** How long it may be of any use. */
    Duration total() {
        return fresh.plus(revalidate).plus(lastResort);
    }

    private static ShelfLife byAge(@Nullable Instant uploaded, Instant now) {
        if (uploaded == null) {
            return NEW;
        }
        Duration age = Duration.between(uploaded, now);
        return age.compareTo(STILL_ENCODING) < 0 ? NEW : age.compareTo(WEEK) < 0 ? RECENT : SETTLED;
    }
}
