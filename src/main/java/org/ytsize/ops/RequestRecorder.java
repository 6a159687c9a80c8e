package org.ytsize.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.ytsize.timing.Latencies;

/** Counts requests as they begin and end. Thread-safe. */
final class RequestRecorder {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ConcurrentMap<String, Counts> routes = new ConcurrentHashMap<>();
    private final Latencies questions = new Latencies();
    private final LongAdder questionCount = new LongAdder();

    private record Counts(ConcurrentMap<Integer, LongAdder> byStatus, Latencies latencies) {
        Counts() {
            this(new ConcurrentHashMap<>(), new Latencies());
        }

        RouteStats stats() {
            Map<Integer, Long> counts = new HashMap<>();
            byStatus.forEach((status, count) -> counts.put(status, count.sum()));
            return new RouteStats(counts, latencies.stats());
        }
    }

    void begun() {
        inFlight.incrementAndGet();
    }

    /**
     * Counts the end of one.
     *
     * @param route what it asked for, one of a bounded number
     */
    void ended(String route, int status, Duration duration) {
        inFlight.decrementAndGet();
        Counts counts = routes.computeIfAbsent(route, unseen -> new Counts());
        counts.byStatus().computeIfAbsent(status, unseen -> new LongAdder()).increment();
        counts.latencies().record(duration);
    }

    /** Counts a size question that was not refused before any work; a request may have none or many. */
    void answered(Duration duration) {
        questions.record(duration);
        questionCount.increment();
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Size questions answered so far. */
    long questions() {
        return questionCount.sum();
    }

    RequestStats stats() {
        Map<String, RouteStats> told = new HashMap<>();
        routes.forEach((route, counts) -> told.put(route, counts.stats()));
        return new RequestStats(inFlight.get(), told, questions.stats());
    }
}
