package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Map;
import org.ytsize.cluster.Cluster;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.extract.YtDlp;
import org.ytsize.ratelimit.ApiKeys;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.ratelimit.RedisStats;
import org.ytsize.ratelimit.Source;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.CacheStats;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizingStats;

/** {@code GET /api/v1/metrics}: the stats records in one JSON object. */
@Singleton
@Path("/api/v1/metrics")
public class MetricsResource {
    private final Settings settings;
    private final SizeLookup lookup;
    private final YtDlp ytDlp;
    private final RateLimiter limiter;
    private final ApiKeys keys;
    private final Cluster cluster;
    private final RequestRecorder requests;
    private final InstantSource clock;

    @Inject
    MetricsResource(
            Settings settings,
            SizeLookup lookup,
            YtDlp ytDlp,
            RateLimiter limiter,
            ApiKeys keys,
            Cluster cluster,
            RequestRecorder requests,
            InstantSource clock) {
        this.settings = settings;
        this.lookup = lookup;
        this.ytDlp = ytDlp;
        this.limiter = limiter;
        this.keys = keys;
        this.cluster = cluster;
        this.requests = requests;
        this.clock = clock;
    }

    @GET
    public Response metrics() {
        SizingStats sizing = lookup.stats();
        JsonObject body = Reports.BUILDERS
                .createObjectBuilder()
                .add("ok", true)
                .add("timestamp", clock.instant().toString())
                .add("process", process())
                .add("workerPool", Reports.workerPool(settings, sizing, ytDlp.stats()))
                .add("circuitBreaker", Reports.circuitBreaker(sizing.breaker()))
                .add("lookups", lookups(sizing))
                .add("cache", cache(lookup.cacheStats()))
                .add("requests", requests(requests.stats()))
                .add("rateLimiter", rateLimiter(limiter.stats()))
                .add("apiKeys", apiKeys(keys.uses()))
                .add("cluster", cluster(cluster.stats()))
                .build();
        return Reports.answer(200, body);
    }

    private static JsonObjectBuilder process() {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("uptime", HostFacts.uptimeSeconds())
                .add("memory", Reports.processMemory())
                .add(
                        "cpu",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("seconds", HostFacts.system().getProcessCpuTime() / 1e9)
                                .add("load", Math.max(0, HostFacts.system().getProcessCpuLoad())));
    }

    private static JsonObjectBuilder lookups(SizingStats sizing) {
        JsonObjectBuilder failures = Reports.BUILDERS.createObjectBuilder();
        sizing.failures().forEach((kind, count) -> failures.add(kind.code(), count));
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("attempts", sizing.started())
                .add("retries", sizing.retries())
                .add("failures", failures);
    }

    private static JsonObjectBuilder cache(CacheStats cache) {
        JsonObjectBuilder answers = Reports.BUILDERS.createObjectBuilder();
        cache.answers().forEach((kind, count) -> answers.add(kind.word(), count));
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("answers", answers)
                .add("refreshes", cache.refreshes())
                .add("entries", cache.entries())
                .add("bytes", cache.bytes())
                .add("evictions", cache.evictions());
    }

    private static JsonObjectBuilder requests(RequestStats requests) {
        JsonObjectBuilder byStatus = Reports.BUILDERS.createObjectBuilder();
        requests.byStatus().forEach((status, count) -> byStatus.add(String.valueOf(status), count));
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("total", requests.total())
                .add("inFlight", requests.inFlight())
                .add("byStatus", byStatus)
                .add(
                        "latencyMs",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("p50", requests.p50Millis())
                                .add("p95", requests.p95Millis())
                                .add("p99", requests.p99Millis()));
    }

    private static JsonObjectBuilder apiKeys(Map<String, Long> uses) {
        JsonObjectBuilder body = Reports.BUILDERS.createObjectBuilder();
        uses.forEach(body::add);
        return body;
    }

    private static JsonObjectBuilder cluster(ClusterStats cluster) {
        return Reports.cluster(cluster)
                .add("calls", cluster.calls())
                .add("timeouts", cluster.timeouts())
                .add("failures", cluster.failures());
    }

    private static JsonObjectBuilder rateLimiter(LimiterStats limiter) {
        JsonObjectBuilder body = Reports.BUILDERS
                .createObjectBuilder()
                .add("mode", limiter.mode().word())
                .add("allowed", sum(limiter.allowed()))
                .add("refused", sum(limiter.refused()))
                .add("allowedBy", bySource(limiter.allowed()))
                .add("refusedBy", bySource(limiter.refused()))
                .add("clients", limiter.clients());
        limiter.redis().ifPresent(redis -> body.add("redis", redis(redis)));
        return body;
    }

    private static long sum(Map<Source, Long> decisions) {
        return decisions.values().stream().mapToLong(Long::longValue).sum();
    }

    private static JsonObjectBuilder bySource(Map<Source, Long> decisions) {
        JsonObjectBuilder counts = Reports.BUILDERS.createObjectBuilder();
        decisions.forEach((source, count) -> counts.add(source.word(), count));
        return counts;
    }

    private static JsonObjectBuilder redis(RedisStats redis) {
        JsonObjectBuilder body = Reports.BUILDERS
                .createObjectBuilder()
                .add("latencyMs", redis.latency().toNanos() / 1e6)
                .add("failures", redis.failures())
                .add("outages", redis.outages())
                .add("connectionsInUse", redis.active())
                .add("connectionsIdle", redis.idle());
        redis.trouble().ifPresentOrElse(trouble -> body.add("trouble", trouble), () -> body.addNull("trouble"));
        return body;
    }
}
