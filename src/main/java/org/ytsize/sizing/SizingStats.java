package org.ytsize.sizing;

import java.time.Duration;
import java.util.Map;
import org.ytsize.extract.FailureKind;

/**
 * What lookups have come to so far, at one moment.
 *
 * @param running lookups that a worker is busy with
 * @param waiting lookups that wait for a worker
 * @param started attempts begun, retries included
 * @param completed attempts that told about the video, be it sizes or a reason why there are none
 * @param failed attempts that failed on the way
 * @param retries attempts made again after a failure
 * @param rejected lookups turned away because the queue was full
 * @param meanDuration of recent attempts, zero before the first
 * @param failures attempts by the way they failed; a missing kind has not occurred
 * @param breaker whether the path to YouTube is trusted
 */
public record SizingStats(
        int running,
        int waiting,
        long started,
        long completed,
        long failed,
        long retries,
        long rejected,
        Duration meanDuration,
        Map<FailureKind, Long> failures,
        BreakerStats breaker) {

    /** Keeps a copy of the failures. */
    public SizingStats {
        failures = Map.copyOf(failures);
    }
}
