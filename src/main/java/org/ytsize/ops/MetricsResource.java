package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.ytsize.extract.YtDlp;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.ratelimit.RateLimiter;
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
    private final RequestRecorder requests;
    private final InstantSource clock;

    @Inject
    MetricsResource(
            Settings settings,
            SizeLookup lookup,
            YtDlp ytDlp,
            RateLimiter limiter,
            RequestRecorder requests,
            InstantSource clock) {
        this.settings = settings;
        this.lookup = lookup;
        this.ytDlp = ytDlp;
        this.limiter = limiter;
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

    private static JsonObjectBuilder rateLimiter(LimiterStats limiter) {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("mode", limiter.mode())
                .add("allowed", limiter.allowed())
                .add("refused", limiter.refused())
                .add("clients", limiter.clients());
    }
}
