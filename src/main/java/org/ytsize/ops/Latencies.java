package org.ytsize.ops;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long requests take, in buckets of which each is a fifth longer than the one before. Thread-safe; takes constant memory.
 *
 * <p>A percentile is told as its bucket's upper end, so at most a fifth too high and never too low.
 */
final class Latencies {
    private static final double GROWTH = 1.2;
    private static final long SHORTEST_NANOS = 50_000;
    private static final int BUCKETS = 90;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void record(Duration duration) {
        counts.incrementAndGet(bucket(duration.toNanos()));
    }

    /**
     * The time within which that part of the requests was answered, in milliseconds; zero before the first.
     *
     * @param part 0 to 1
     */
    double millis(double part) {
        long wanted = (long) Math.ceil(count() * part);
        long seen = 0;
        for (int i = 0; i < BUCKETS && wanted > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return upperNanos(i) / 1e6;
            }
        }
        return 0;
    }

    /** Requests recorded so far. */
    long count() {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += counts.get(i);
        }
        return total;
    }

    private static int bucket(long nanos) {
        if (nanos <= SHORTEST_NANOS) {
            return 0;
        }
        int bucket = (int) Math.ceil(Math.log((double) nanos / SHORTEST_NANOS) / Math.log(GROWTH));
        return Math.min(bucket, BUCKETS - 1);
    }

    private static double upperNanos(int bucket) {
        return SHORTEST_NANOS * Math.pow(GROWTH, bucket);
    }
}
