package org.ytsize.ops;

import com.sun.management.OperatingSystemMXBean;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizingStats;

/** How the instance is doing, as the v1 contract writes it. Thread-safe. */
final class HealthReport {
    private final Settings settings;
    private final Supplier<ExtractorStats> ytDlp;
    private final Supplier<SizingStats> lookups;
    private final Supplier<LimiterStats> limiter;
    private final Supplier<ClusterStats> cluster;
    private final BooleanSupplier draining;
    private final InstantSource clock;

    /** @param draining whether new work should go elsewhere */
    HealthReport(
            Settings settings,
            Supplier<ExtractorStats> ytDlp,
            Supplier<SizingStats> lookups,
            Supplier<LimiterStats> limiter,
            Supplier<ClusterStats> cluster,
            BooleanSupplier draining,
            InstantSource clock) {
        this.settings = settings;
        this.ytDlp = ytDlp;
        this.lookups = lookups;
        this.limiter = limiter;
        this.cluster = cluster;
        this.draining = draining;
        this.clock = clock;
    }

    /** Whether requests should be sent here. */
    boolean canServe() {
        return !draining.getAsBoolean() && ytDlp.get().available();
    }

    /** All of it as it is at one moment; {@code ok} says whether requests should be sent here. */
    JsonObject json() {
        ExtractorStats extractor = ytDlp.get();
        SizingStats sizing = lookups.get();
        LimiterStats limits = limiter.get();
        boolean drains = draining.getAsBoolean();
        boolean canServe = !drains && extractor.available();
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("ok", canServe)
                .add("status", status(canServe, extractor, sizing, limits))
                .add("draining", drains)
                .add("timestamp", clock.instant().toString())
                .add("version", settings.service().version())
                .add("uptime", uptime())
                .add("system", system())
                .add("process", process())
                .add("dependencies", dependencies(extractor, limits))
                .add("workerPool", Reports.workerPool(settings, sizing, extractor))
                .add("circuitBreaker", Reports.circuitBreaker(sizing.breaker()))
                .add(
                        "rateLimiter",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("mode", limits.mode().word()))
                .add("cluster", Reports.cluster(cluster.get()))
                .add("config", config())
                .build();
    }

    private static String status(boolean canServe, ExtractorStats extractor, SizingStats sizing, LimiterStats limits) {
        if (!canServe) {
            return "unhealthy";
        }
        boolean asItShouldBe = Reports.remark(extractor).isEmpty()
                && limits.isWhole()
                && sizing.breaker().isWhole();
        return asItShouldBe ? "healthy" : "degraded";
    }

    private static JsonObjectBuilder uptime() {
        long seconds = HostFacts.uptimeSeconds();
        String formatted =
                seconds / 86_400 + "d " + seconds / 3600 % 24 + "h " + seconds / 60 % 60 + "m " + seconds % 60 + "s";
        return Reports.BUILDERS.createObjectBuilder().add("seconds", seconds).add("formatted", formatted);
    }

    private static JsonObjectBuilder system() {
        OperatingSystemMXBean host = HostFacts.system();
        long total = host.getTotalMemorySize();
        long free = host.getFreeMemorySize();
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("platform", System.getProperty("os.name", ""))
                .add("arch", System.getProperty("os.arch", ""))
                .add("javaVersion", System.getProperty("java.version", ""))
                .add("cpus", Runtime.getRuntime().availableProcessors())
                .add(
                        "memory",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("total", total)
                                .add("free", free)
                                .add("used", total - free)
                                .add(
                                        "usagePercent",
                                        total == 0 ? 0 : Math.round(1000.0 * (total - free) / total) / 10.0))
                .add("loadAverage", Reports.loadAverage());
    }

    private static JsonObjectBuilder process() {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("pid", ProcessHandle.current().pid())
                .add("uptime", HostFacts.uptimeSeconds())
                .add("memory", Reports.processMemory());
    }

    private JsonObjectBuilder dependencies(ExtractorStats extractor, LimiterStats limits) {
        JsonObjectBuilder redis = Reports.BUILDERS
                .createObjectBuilder()
                .add("enabled", settings.redis().enabled())
                .add("connected", Reports.redisAnswers(limits))
                .add("ready", Reports.redisAnswers(limits));
        settings.redis().shownUrl().ifPresentOrElse(url -> redis.add("url", url), () -> redis.addNull("url"));
        return Reports.BUILDERS
                .createObjectBuilder()
                .add(
                        "ytdlp",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("available", extractor.available())
                                .add("path", extractor.path())
                                .add("version", extractor.version()))
                .add("redis", redis);
    }

    private JsonObjectBuilder config() {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("environment", settings.service().environment())
                .add("authEnabled", settings.access().authRequired())
                .add(
                        "corsOrigins",
                        Reports.BUILDERS.createArrayBuilder(settings.access().origins()))
                .add(
                        "rateLimit",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("windowMs", settings.rateLimit().window().toMillis())
                                .add("maxRequests", settings.rateLimit().maxRequests()));
    }
}
