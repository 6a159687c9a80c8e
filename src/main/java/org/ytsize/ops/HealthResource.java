package org.ytsize.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.ytsize.settings.RedisSettings;
import org.ytsize.settings.Settings;

/** {@code GET /health} and what is below it. Tells what the stats records say; never runs an extraction. */
@Singleton
@Path("/health")
public class HealthResource {
    private final HealthReport report;
    private final RedisSettings redis;

    @Inject
    HealthResource(HealthReport report, Settings settings) {
        this.report = report;
        this.redis = settings.redis();
    }

    @GET
    public Response health() {
        JsonObject body = report.json();
        return Reports.answer(body.getBoolean("ok") ? 200 : 503, body);
    }

    @GET
    @Path("main")
    public Response main() {
        return health();
    }

    @GET
    @Path("redis")
    public Response redis() {
        return redisAnswer();
    }

    @GET
    @Path("redis/detailed")
    public Response redisDetailed() {
        return redisAnswer();
    }

    private Response redisAnswer() {
        JsonObjectBuilder body = Reports.BUILDERS.createObjectBuilder();
        if (redis.enabled()) {
            JsonObject error = body.add("ok", false)
                    .add("redis", "error")
                    .add("error", "Redis is set, but this version counts in memory")
                    .build();
            return Reports.answer(503, error);
        }
        return Reports.answer(
                200,
                body.add("ok", true)
                        .add("redis", "disabled")
                        .add("rateLimiter", "local")
                        .build());
    }
}
