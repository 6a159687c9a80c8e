package org.ytsize.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.ytsize.sizing.Origin;

/**
 * What one instance did in some seconds, and how it was at their end.
 *
 * @param questions size questions answered that were not refused before any work
 * @param answers about videos, by where they came from; every kind is there
 * @param refused what was over its client's limit: requests, and videos of a batch
 * @param failed requests that ended with a status of 500 or above; checks of health apart, which tell of draining so
 * @param p95Millis within which 95 of 100 questions were answered, zero where there was none
 * @param waiting lookups that waited for a worker
 * @param running lookups that a worker was busy with
 * @param breaker the best way to YouTube: {@code closed}, {@code half_open} or {@code open}
 */
record Interval(
        Instant end,
        Duration length,
        long questions,
        Map<Origin.Kind, Long> answers,
        long refused,
        long failed,
        double p95Millis,
        int waiting,
        int running,
        String breaker) {

    /** Keeps a copy of the answers. */
    Interval {
        answers = Map.copyOf(answers);
    }

    /** What has come to {@code then} since {@code before}. */
    static Interval between(Readings before, Readings then, Instant end, Duration length) {
        Map<Origin.Kind, Long> answers = new EnumMap<>(Origin.Kind.class);
        for (Origin.Kind kind : Origin.Kind.values()) {
            answers.put(kind, then.answers(kind) - before.answers(kind));
        }
        return new Interval(
                end,
                length,
                then.questions() - before.questions(),
                answers,
                then.refused() - before.refused(),
                then.failed() - before.failed(),
                then.requests().questions().since(before.requests().questions()).millis(0.95),
                then.lookups().waiting(),
                then.lookups().running(),
                then.lookups().breaker().state());
    }
}
