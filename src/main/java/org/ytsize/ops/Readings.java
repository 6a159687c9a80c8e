package org.ytsize.ops;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.CacheStats;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.SizingStats;

/**
 * Every part's account of itself, at one moment: the only source of numbers about what the service does. What the host and the JVM tell of
 * themselves is read where it is shown; and health asks the few parts that it needs by itself.
 *
 * @param apiKeys requests by the name of the key that they came with
 * @param processes memory of this process and of those that it has started
 * @param ready whether requests should be sent here
 * @param draining whether they should go elsewhere by an operator's word, or since the end is near
 * @param ytDlpAge since the day in yt-dlp's version; empty where it has none
 * @param lostLogLines lines that could not be written, or were not read in time
 */
record Readings(
        Settings settings,
        RequestStats requests,
        SizingStats lookups,
        CacheStats cache,
        ExtractorStats extractor,
        LimiterStats limiter,
        Map<String, Long> apiKeys,
        ClusterStats cluster,
        ProcessTree processes,
        boolean ready,
        boolean draining,
        Optional<Duration> ytDlpAge,
        long lostLogLines) {

    /** Size questions answered since the start that were not refused before any work. */
    long questions() {
        return requests.questions().count();
    }

    /** Answers about videos that came from there. */
    long answers(Origin.Kind kind) {
        return cache.answers().getOrDefault(kind, 0L);
    }

    /** What was over its client's limit: requests, and videos of a batch. */
    long refused() {
        return limiter.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Requests that ended with a status of 500 or above; checks of health apart, which tell of draining so. */
    long failed() {
        return requests.routes().entrySet().stream()
                .filter(route -> !route.getKey().startsWith("/health"))
                .flatMap(route -> route.getValue().byStatus().entrySet().stream())
                .filter(status -> status.getKey() >= 500)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
