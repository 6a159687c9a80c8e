package org.ytsize.ops;

import java.util.HashMap;
import java.util.Map;
import org.ytsize.timing.LatencyStats;

/**
 * What requests have come to so far, at one moment.
 *
 * @param inFlight begun and not yet answered in full
 * @param routes answered requests by what they asked for; a missing route has not been asked for
 * @param questions how long size questions took that were not refused before any work: what users feel
 */
record RequestStats(int inFlight, Map<String, RouteStats> routes, LatencyStats questions) {

    /** Keeps a copy of the routes. */
    RequestStats {
        routes = Map.copyOf(routes);
    }

    /** Answered requests by status. */
    Map<Integer, Long> byStatus() {
        Map<Integer, Long> counts = new HashMap<>();
        routes.values()
                .forEach(route -> route.byStatus().forEach((status, count) -> counts.merge(status, count, Long::sum)));
        return counts;
    }

    long total() {
        return byStatus().values().stream().mapToLong(Long::longValue).sum();
    }
}
