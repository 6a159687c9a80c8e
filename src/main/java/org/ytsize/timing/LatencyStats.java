package org.ytsize.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long something took so far, in buckets of which each is a fifth longer than the one before. Immutable.
 *
 * <p>A percentile is told as its bucket's upper end, so at most a fifth too high and never too low.
 */
public final class LatencyStats {
    static final int BUCKETS = 90;
    private static final double GROWTH = 1.2;
    private static final long SHORTEST_NANOS = 50_000;

    /** Buckets that are told as one where others count on: a series for each of them would be too many. */
    private static final int TOLD_AS_ONE = 3;
    /** What took longer than a minute, which nothing is allowed to, is told together. */
    private static final int LAST_TOLD = 77;

    private final long[] counts;
    private final Duration sum;

    /**
     * Part of a histogram.
     *
     * @param upTo the longest time that is in it, in seconds
     * @param count how often it took no longer
     */
    public record Bucket(double upTo, long count) {}

    LatencyStats(long[] counts, Duration sum) {
        this.counts = counts;
        this.sum = sum;
    }

    /** How often it happened. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /** All the time that it took. */
    public Duration sum() {
        return sum;
    }

    /** What has come since {@code earlier}, an account of the same that was made before this one. */
    public LatencyStats since(LatencyStats earlier) {
        long[] more = counts.clone();
        Arrays.setAll(more, bucket -> counts[bucket] - earlier.counts[bucket]);
        return new LatencyStats(more, sum.minus(earlier.sum));
    }

    /**
     * The time within which that part of it was done, in milliseconds; zero before the first.
     *
     * @param part 0 to 1
     */
    public double millis(double part) {
        long wanted = (long) Math.ceil(count() * part);
        long seen = 0;
        for (int i = 0; i < BUCKETS && wanted > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return upperNanos(i) / 1e6;
            }
        }
        return 0;
    }

    /** The same for who counts on with it: cumulative, 73 % apart, up to a minute. They are the same at each time and on each instance, and can be added up. */
    public List<Bucket> histogram() {
        List<Bucket> buckets = new ArrayList<>();
        long seen = 0;
        for (int i = 0; i <= LAST_TOLD; i++) {
            seen += counts[i];
            if ((i + 1) % TOLD_AS_ONE == 0) {
                buckets.add(new Bucket(rounded(upperNanos(i) / 1e9), seen));
            }
        }
        return buckets;
    }

    static int bucket(long nanos) {
        if (nanos <= SHORTEST_NANOS) {
            return 0;
        }
        int bucket = (int) Math.ceil(Math.log((double) nanos / SHORTEST_NANOS) / Math.log(GROWTH));
        return Math.min(bucket, BUCKETS - 1);
    }

    private static double upperNanos(int bucket) {
        return SHORTEST_NANOS * Math.pow(GROWTH, bucket);
    }

    /** To three digits: people read it. */
    private static double rounded(double seconds) {
        double scale = Math.pow(10, 2 - Math.floor(Math.log10(seconds)));
        return Math.round(seconds * scale) / scale;
    }
}
