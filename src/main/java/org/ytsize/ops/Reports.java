package org.ytsize.ops;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.BreakerStats;
import org.ytsize.sizing.SizingStats;

/** The parts that health and metrics have in common. */
final class Reports {
    /** Held, because {@link Json}'s own methods look for the provider in every jar on each call. */
    static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());

    private Reports() {}

    /** What is true for a moment only: nobody may keep it. The type is a text, since a MediaType would lose its blank. */
    static Response answer(int status, JsonObject body) {
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(body)
                .build();
    }

    static JsonObjectBuilder processMemory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        return BUILDERS.createObjectBuilder()
                .add("rss", HostFacts.residentBytes())
                .add("heapTotal", heap.getCommitted())
                .add("heapUsed", heap.getUsed())
                .add("external", other.getUsed());
    }

    static JsonObjectBuilder workerPool(Settings settings, SizingStats sizing, ExtractorStats extractor) {
        return BUILDERS.createObjectBuilder()
                .add("totalWorkers", extractor.ready() + sizing.running())
                .add("activeWorkers", sizing.running())
                .add("idleWorkers", extractor.ready())
                .add("queueLength", sizing.waiting())
                .add("queuedTasks", sizing.waiting())
                .add("activeTasks", sizing.running())
                .add("totalTasks", sizing.started())
                .add("completedTasks", sizing.completed())
                .add("failedTasks", sizing.failed())
                .add("retries", sizing.retries())
                .add("rejectedTasks", sizing.rejected())
                .add("meanDurationMs", sizing.meanDuration().toMillis())
                .add("mode", extractor.mode())
                .add("remark", remark(extractor))
                .add("crashes", extractor.crashes())
                .add("starts", extractor.starts())
                .add(
                        "config",
                        BUILDERS.createObjectBuilder()
                                .add("minWorkers", settings.workers().min())
                                .add("maxWorkers", settings.workers().max())
                                .add("taskTimeout", settings.ytDlp().timeout().toMillis()));
    }

    /** What is not as it should be, in few words, empty where all is well. Anybody may ask; the reason, with its paths, is in the log. */
    static String remark(ExtractorStats extractor) {
        return switch (extractor.mode()) {
            case "missing" -> "missing";
            case "starting" -> "starting";
            case "process-per-job" -> "process per job";
            default -> extractor.remark().isEmpty() ? "" : "stock extraction";
        };
    }

    static JsonObjectBuilder circuitBreaker(BreakerStats breaker) {
        JsonArrayBuilder egresses = BUILDERS.createArrayBuilder();
        breaker.egresses()
                .forEach(egress -> egresses.add(state(egress.state(), egress.cause(), egress.retryAfter())
                        .add("openings", egress.timesOpened())
                        .add("name", egress.name())
                        .add("lookups", egress.lookups())));
        return state(breaker.state(), breaker.cause(), breaker.retryAfter())
                .add("openings", breaker.openings())
                .add("refusals", breaker.refusals())
                .add("egresses", egresses);
    }

    private static JsonObjectBuilder state(String state, Optional<String> cause, Duration retryAfter) {
        JsonObjectBuilder body = BUILDERS.createObjectBuilder().add("state", state);
        cause.ifPresentOrElse(code -> body.add("cause", code), () -> body.addNull("cause"));
        return body.add("retryAfterMs", retryAfter.toMillis());
    }

    /** Whether the shared counters are in use at the moment. */
    static boolean redisAnswers(LimiterStats limiter) {
        return limiter.redis().filter(redis -> redis.trouble().isEmpty()).isPresent();
    }

    static JsonObjectBuilder cluster(ClusterStats cluster) {
        return BUILDERS.createObjectBuilder()
                .add("clustered", cluster.clustered())
                .add("members", cluster.members());
    }

    static JsonArrayBuilder loadAverage() {
        JsonArrayBuilder load = BUILDERS.createArrayBuilder();
        HostFacts.loadAverage().forEach(load::add);
        return load;
    }
}
