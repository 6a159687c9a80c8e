package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.ratelimit.RedisInfo;
import org.ytsize.ratelimit.RedisStats;

/** {@code GET /health/redis} and its details: how the shared counters are doing, and who decides while they are away. */
@Singleton
@Path("/health/redis")
public class RedisHealthResource {
    private final RateLimiter limiter;
    private final RedisInfo info;

    @Inject
    RedisHealthResource(RateLimiter limiter, RedisInfo info) {
        this.limiter = limiter;
        this.info = info;
    }

    /** By the last look at it: nobody waits for Redis here. */
    @GET
    public Response redis() {
        LimiterStats stats = limiter.stats();
        return answer(stats, body(stats));
    }

    @GET
    @Path("detailed")
    public Response detailed() {
        LimiterStats stats = limiter.stats();
        JsonObjectBuilder body = body(stats);
        if (Reports.redisAnswers(stats)) {
            info.read().ifPresent(told -> describe(body, told));
        }
        return answer(stats, body);
    }

    private static Response answer(LimiterStats stats, JsonObjectBuilder body) {
        return Reports.answer(stats.isWhole() ? 200 : 503, body.build());
    }

    private static JsonObjectBuilder body(LimiterStats stats) {
        JsonObjectBuilder body = Reports.BUILDERS
                .createObjectBuilder()
                .add("ok", stats.isWhole())
                .add("redis", state(stats));
        if (Reports.redisAnswers(stats)) {
            body.add("latency", millis(stats) + "ms").add("ready", true);
        }
        stats.redis().flatMap(RedisStats::trouble).ifPresent(trouble -> body.add("error", trouble));
        return body.add("rateLimiter", stats.mode().word());
    }

    /** Rounded up: what takes time does not take none. */
    private static long millis(LimiterStats stats) {
        return stats.redis()
                .map(RedisStats::latency)
                .orElseThrow()
                .plusNanos(999_999)
                .toMillis();
    }

    private static String state(LimiterStats stats) {
        if (stats.redis().isEmpty()) {
            return "disabled";
        }
        return stats.isWhole() ? "connected" : "error";
    }

    private static void describe(JsonObjectBuilder body, Map<String, String> told) {
        long hits = number(told, "keyspace_hits");
        long misses = number(told, "keyspace_misses");
        body.add("version", told.getOrDefault("redis_version", ""))
                .add("role", told.getOrDefault("role", ""))
                .add("uptimeSeconds", number(told, "uptime_in_seconds"))
                .add(
                        "memory",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("used", number(told, "used_memory"))
                                .add("peak", number(told, "used_memory_peak"))
                                .add("max", number(told, "maxmemory"))
                                .add("policy", told.getOrDefault("maxmemory_policy", "")))
                .add(
                        "clients",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("connected", number(told, "connected_clients"))
                                .add("blocked", number(told, "blocked_clients"))
                                .add("max", number(told, "maxclients")))
                .add("hitRatio", hits + misses == 0 ? 0 : (double) hits / (hits + misses))
                .add("evictions", number(told, "evicted_keys"))
                .add(
                        "persistence",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add(
                                        "appendOnly",
                                        told.getOrDefault("aof_enabled", "0").equals("1"))
                                .add(
                                        "lastSaveOk",
                                        told.getOrDefault("rdb_last_bgsave_status", "")
                                                .equals("ok"))
                                .add("changesSinceSave", number(told, "rdb_changes_since_last_save")));
    }

    private static long number(Map<String, String> told, String name) {
        String text = told.getOrDefault(name, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
