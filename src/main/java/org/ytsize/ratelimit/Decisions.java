package org.ytsize.ratelimit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts decisions by what made them. Thread-safe. */
final class Decisions {
    private final Map<Source, LongAdder> allowed = adders();
    private final Map<Source, LongAdder> refused = adders();

    /** Counts {@code decision} and returns it. */
    Decision counted(Source source, Decision decision) {
        LongAdder adder = (decision.allowed() ? allowed : refused).get(source);
        if (adder != null) {
            adder.increment();
        }
        return decision;
    }

    Map<Source, Long> allowed() {
        return sums(allowed);
    }

    Map<Source, Long> refused() {
        return sums(refused);
    }

    private static Map<Source, LongAdder> adders() {
        Map<Source, LongAdder> adders = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            adders.put(source, new LongAdder());
        }
        return adders;
    }

    private static Map<Source, Long> sums(Map<Source, LongAdder> adders) {
        Map<Source, Long> sums = new EnumMap<>(Source.class);
        adders.forEach((source, adder) -> sums.put(source, adder.sum()));
        return sums;
    }
}
