package org.ytsize.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests as they begin and end. Thread-safe. */
final class RequestRecorder {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();

    void begun() {
        inFlight.incrementAndGet();
    }

    /** @param question whether it was a size question, whose latency is what users feel */
    void ended(int status, Duration duration, boolean question) {
        inFlight.decrementAndGet();
        byStatus.computeIfAbsent(status, unseen -> new LongAdder()).increment();
        if (question) {
            latencies.record(duration);
        }
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Size questions answered so far. */
    long questions() {
        return latencies.count();
    }

    RequestStats stats() {
        Map<Integer, Long> counts = new HashMap<>();
        byStatus.forEach((status, count) -> counts.put(status, count.sum()));
        return new RequestStats(
                inFlight.get(), counts, latencies.millis(0.50), latencies.millis(0.95), latencies.millis(0.99));
    }
}
