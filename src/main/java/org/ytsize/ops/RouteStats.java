package org.ytsize.ops;

import java.util.Map;
import org.ytsize.timing.LatencyStats;

/**
 * What requests for one route have come to so far, at one moment.
 *
 * @param byStatus answered requests by status
 * @param latencies how long they took
 */
record RouteStats(Map<Integer, Long> byStatus, LatencyStats latencies) {

    /** Keeps a copy of the counts. */
    RouteStats {
        byStatus = Map.copyOf(byStatus);
    }
}
