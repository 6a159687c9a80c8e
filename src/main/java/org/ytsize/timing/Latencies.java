package org.ytsize.timing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Records how long something took, each time that it happened. Thread-safe; takes constant memory. */
public final class Latencies {
    private final AtomicLongArray counts = new AtomicLongArray(LatencyStats.BUCKETS);
    private final LongAdder nanos = new LongAdder();

    /** Once more, and so long. */
    public void record(Duration duration) {
        counts.incrementAndGet(LatencyStats.bucket(duration.toNanos()));
        nanos.add(duration.toNanos());
    }

    /** What has been recorded so far. */
    public LatencyStats stats() {
        long[] seen = new long[LatencyStats.BUCKETS];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = counts.get(i);
        }
        return new LatencyStats(seen, Duration.ofNanos(nanos.sum()));
    }
}
