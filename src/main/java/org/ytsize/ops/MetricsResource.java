package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.ratelimit.RedisStats;
import org.ytsize.ratelimit.Source;
import org.ytsize.sizing.CacheStats;
import org.ytsize.sizing.SizingStats;

/** {@code GET /api/v1/metrics}: the service's numbers, as one JSON object or as Prometheus reads them. */
@Singleton
@Path("/api/v1/metrics")
public class MetricsResource {
    private static final MediaType TEXT = new MediaType("text", "plain");
    private static final MediaType OPEN_METRICS = new MediaType("application", "openmetrics-text");
    /** What a scraper may take still more gladly, and is not made here. */
    private static final MediaType PROTOBUF = new MediaType("application", "vnd.google.protobuf");

    private final Supplier<Readings> readings;
    private final PrometheusText text;
    private final InstantSource clock;

    @Inject
    MetricsResource(Supplier<Readings> readings, PrometheusText text, InstantSource clock) {
        this.readings = readings;
        this.text = text;
        this.clock = clock;
    }

    /** A scraper prefers one of its own forms, but for one that is not made here; everybody else gets JSON. */
    @GET
    public Response metrics(@Context HttpHeaders headers) {
        for (MediaType wanted : headers.getAcceptableMediaTypes()) {
            if (is(OPEN_METRICS, wanted)) {
                return scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
            }
            if (is(TEXT, wanted)) {
                return scrape("text/plain; version=0.0.4; charset=utf-8");
            }
            if (!is(PROTOBUF, wanted)) {
                break;
            }
        }
        return Reports.answer(200, json());
    }

    private Response scrape(String form) {
        return Response.ok(text.scrape(form))
                .header(HttpHeaders.CONTENT_TYPE, form)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static boolean is(MediaType form, MediaType wanted) {
        return form.getType().equalsIgnoreCase(wanted.getType())
                && form.getSubtype().equalsIgnoreCase(wanted.getSubtype());
    }

    private JsonObject json() {
        Readings all = readings.get();
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("ok", true)
                .add("timestamp", clock.instant().toString())
                .add("process", process())
                .add("workerPool", Reports.workerPool(all.settings(), all.lookups(), all.extractor()))
                .add("circuitBreaker", Reports.circuitBreaker(all.lookups().breaker()))
                .add("lookups", lookups(all.lookups()))
                .add("cache", cache(all.cache()))
                .add("requests", requests(all.requests()))
                .add("rateLimiter", rateLimiter(all.limiter()))
                .add("apiKeys", apiKeys(all.apiKeys()))
                .add("cluster", cluster(all.cluster()))
                .build();
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
                .add("joins", cache.joins())
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
                                .add("p50", requests.questions().millis(0.50))
                                .add("p95", requests.questions().millis(0.95))
                                .add("p99", requests.questions().millis(0.99)));
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
