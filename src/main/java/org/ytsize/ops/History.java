package org.ytsize.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The last hour of this instance, in intervals of half a minute. Thread-safe: one lock guards all of it, for some microseconds at a time. */
final class History {
    static final Duration INTERVAL = Duration.ofSeconds(30);
    static final int INTERVALS = 120;

    /** Whoever looks does so at times of his own: an interval may end so much before its time. */
    private static final Duration EARLY = Duration.ofSeconds(4);

    private final InstantSource clock;
    private final LongSupplier ticker;
    /** The oldest first. */
    private final Deque<Interval> intervals = new ArrayDeque<>();
    /** The beginning of the interval that is not over yet; null before the first. */
    private @Nullable Begin begin;

    private record Begin(Readings readings, long nanos) {}

    /**
     * An hour of which nothing is known yet.
     *
     * @param clock tells when an interval ends
     * @param ticker nanoseconds of a monotonic clock, which tells how long it was
     */
    History(InstantSource clock, LongSupplier ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Takes note of how things are now; to be called every few seconds. */
    synchronized void note(Readings now) {
        long nanos = ticker.getAsLong();
        Instant end = clock.instant();
        if (begin == null) {
            begin = new Begin(now, nanos);
            return;
        }
        Duration length = Duration.ofNanos(nanos - begin.nanos());
        if (length.plus(EARLY).compareTo(INTERVAL) >= 0) {
            intervals.add(Interval.between(begin.readings(), now, end, length));
            begin = new Begin(now, nanos);
        }
        forgetTheOld(end);
    }

    /** The oldest first. */
    synchronized List<Interval> intervals() {
        return List.copyOf(intervals);
    }

    private void forgetTheOld(Instant now) {
        Instant hourAgo = now.minus(INTERVAL.multipliedBy(INTERVALS));
        while (intervals.size() > INTERVALS
                || (!intervals.isEmpty() && !intervals.element().end().isAfter(hourAgo))) {
            intervals.remove();
        }
    }
}
