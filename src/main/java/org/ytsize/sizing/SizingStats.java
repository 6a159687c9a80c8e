package org.ytsize.sizing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;
import org.ytsize.timing.LatencyStats;

/**
 * What lookups have come to so far, at one moment.
 *
 * @param running lookups that a worker is busy with
 * @param waiting lookups that wait for a worker
 * @param maxWaiting how many may wait
 * @param started attempts begun, retries included
 * @param retries attempts made again after a failure
 * @param outcomes attempts, those not begun included, by the way they ended; a missing way has not occurred
 * @param meanDuration of recent attempts, zero before the first
 * @param durations of attempts
 * @param breaker whether the path to YouTube is trusted
 */
public record SizingStats(
        int running,
        int waiting,
        int maxWaiting,
        long started,
        long retries,
        Map<LookupOutcome, Long> outcomes,
        Duration meanDuration,
        LatencyStats durations,
        BreakerStats breaker) {

    /** Keeps a copy of the outcomes. */
    public SizingStats {
        outcomes = Map.copyOf(outcomes);
    }

    /** Attempts that told about the video, be it sizes or a reason why there are none. */
    public long completed() {
        return count(outcome -> outcome.failure().stream().allMatch(kind -> kind.verdict() == Verdict.SUCCESS));
    }

    /** Attempts begun that failed on the way. */
    public long failed() {
        return count(outcome ->
                outcome.wasSent() && outcome.failure().stream().anyMatch(kind -> kind.verdict() != Verdict.SUCCESS));
    }

    /** Lookups turned away because the queue was full. */
    public long rejected() {
        return failures().getOrDefault(FailureKind.QUEUE_FULL, 0L);
    }

    /** Attempts by the way they failed; a missing kind has not occurred. */
    public Map<FailureKind, Long> failures() {
        Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
        outcomes.forEach((outcome, count) -> outcome.failure().ifPresent(kind -> counts.merge(kind, count, Long::sum)));
        return counts;
    }

    private long count(Predicate<LookupOutcome> wanted) {
        return outcomes.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
