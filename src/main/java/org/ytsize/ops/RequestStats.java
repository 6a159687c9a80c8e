package org.ytsize.ops;

import java.util.Map;

/**
 * What requests have come to so far, at one moment.
 *
 * @param inFlight begun and not yet answered in full
 * @param byStatus answered requests by status
 * @param p50Millis within which half of the size questions were answered
 * @param p95Millis within which 95 of 100 were
 * @param p99Millis within which 99 of 100 were
 */
record RequestStats(int inFlight, Map<Integer, Long> byStatus, double p50Millis, double p95Millis, double p99Millis) {

    /** Keeps a copy of the counts. */
    RequestStats {
        byStatus = Map.copyOf(byStatus);
    }

    long total() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }
}
