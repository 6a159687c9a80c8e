package org.ytsize.ops;

import static org.ytsize.ops.Metric.counter;
import static org.ytsize.ops.Metric.gauge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.ratelimit.RedisStats;
import org.ytsize.ratelimit.Source;

/** What instances share tells: the rate limit, Redis, and the data grid. Of what an instance does not use there is nothing to tell. */
final class SharingMetrics {
    /** {@link Source#MEMORY} decides beside another, and is none of them. */
    private static final List<String> MODES = Stream.of(Source.REDIS, Source.LOCAL, Source.OPEN, Source.CLOSED)
            .map(Source::word)
            .toList();

    static final List<Metric> ALL = List.of(
            counter(
                    "ytsize_rate_limit_decisions_total",
                    "Requests let through or turned away, by what decided",
                    List.of("decision", "source"),
                    SharingMetrics::decisions),
            gauge(
                    "ytsize_rate_limit_mode",
                    "1 for what decides at the moment",
                    List.of("mode"),
                    all -> Metric.oneOf(MODES, all.limiter().mode().word())),
            gauge(
                    "ytsize_rate_limit_clients",
                    "Clients remembered in this instance",
                    all -> all.limiter().clients()),
            counter(
                    "ytsize_api_key_requests_total",
                    "Requests by the name of the key they came with",
                    List.of("key"),
                    SharingMetrics::keys),
            gauge(
                    "ytsize_redis_up",
                    "1 while Redis is asked, 0 while it is given up",
                    List.of(),
                    all -> redis(all, redis -> redis.trouble().isEmpty() ? 1 : 0)),
            new Metric.Times(
                    "ytsize_redis_call_duration_seconds",
                    "Time that a request waited for Redis, failures included",
                    List.of(),
                    all -> redis(all, RedisStats::calls)),
            counter(
                    "ytsize_redis_failures_total",
                    "Calls of Redis that failed",
                    List.of(),
                    all -> redis(all, RedisStats::failures)),
            counter(
                    "ytsize_redis_outages_total",
                    "Times that Redis was given up",
                    List.of(),
                    all -> redis(all, RedisStats::outages)),
            gauge("ytsize_redis_connections", "Connections to Redis", List.of("state"), SharingMetrics::connections),
            gauge(
                    "ytsize_grid_members",
                    "Instances in the grid, this one included",
                    List.of(),
                    all -> grid(all, ClusterStats::members)),
            counter("ytsize_grid_calls_total", "Calls of the grid", List.of(), all -> grid(all, ClusterStats::calls)),
            counter(
                    "ytsize_grid_timeouts_total",
                    "Calls of the grid that were not answered in time",
                    List.of(),
                    all -> grid(all, ClusterStats::timeouts)),
            counter(
                    "ytsize_grid_failures_total",
                    "Calls of the grid that failed",
                    List.of(),
                    all -> grid(all, ClusterStats::failures)));

    private SharingMetrics() {}

    private static Map<List<String>, Long> decisions(Readings all) {
        Map<List<String>, Long> counts = new HashMap<>();
        all.limiter().allowed().forEach((source, count) -> counts.put(List.of("allowed", source.word()), count));
        all.limiter().refused().forEach((source, count) -> counts.put(List.of("refused", source.word()), count));
        return counts;
    }

    private static Map<List<String>, Long> keys(Readings all) {
        Map<List<String>, Long> counts = new HashMap<>();
        all.apiKeys().forEach((name, count) -> counts.put(List.of(name), count));
        return counts;
    }

    private static <T> Map<List<String>, T> redis(Readings all, Function<RedisStats, T> number) {
        return all.limiter()
                .redis()
                .map(redis -> Map.of(List.<String>of(), number.apply(redis)))
                .orElseGet(Map::of);
    }

    private static Map<List<String>, Integer> connections(Readings all) {
        return all.limiter()
                .redis()
                .map(redis -> Map.of(List.of("active"), redis.active(), List.of("idle"), redis.idle()))
                .orElseGet(Map::of);
    }

    private static <T> Map<List<String>, T> grid(Readings all, Function<ClusterStats, T> number) {
        return all.cluster().clustered() ? Map.of(List.of(), number.apply(all.cluster())) : Map.of();
    }
}
