package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** What an instance with default settings tells of itself. */
interface HealthReports extends Promises {

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/main"})
    default void health_hasEveryField(String path) {
        Answer answer = service().get(path).is(200);

        Shape.of("""
                {"ok": "true", "status": "healthy", "draining": "false", "timestamp": "text", "version": "text",
                 "uptime": {"seconds": "number", "formatted": "text"},
                 "system": {"platform": "text", "arch": "text", "javaVersion": "text", "cpus": "number",
                            "memory": {"total": "number", "free": "number", "used": "number", "usagePercent": "number"},
                            "loadAverage": ["number", "number", "number"]},
                 "process": {"pid": "number", "uptime": "number",
                             "memory": {"rss": "number", "heapTotal": "number", "heapUsed": "number",
                                        "external": "number"}},
                 "dependencies": {"ytdlp": {"available": "true", "path": "text", "version": "text"},
                                  "redis": {"enabled": "false", "connected": "false", "ready": "false", "url": "text?"}},
                 "workerPool": {"totalWorkers": "number", "activeWorkers": "number", "idleWorkers": "number",
                                "queueLength": "number", "mode": "fork-server", "remark": ""},
                 "circuitBreaker": {"state": "closed", "cause": "null", "retryAfterMs": "0", "openings": "number",
                                    "refusals": "number",
                                    "egresses": [{"name": "text", "state": "closed", "cause": "null",
                                                  "retryAfterMs": "0", "lookups": "number", "openings": "number"}]},
                 "config": {"environment": "production", "authEnabled": "false",
                            "corsOrigins": ["text", "text"],
                            "rateLimit": {"windowMs": "60000", "maxRequests": "20"}}}""").fits(answer.json());
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    default void health_isUpToDate() {
        JsonObject health = service().get("/health").is(200).json();

        Duration age = Duration.between(Instant.parse(health.getString("timestamp")), Instant.now());
        assertThat(age.abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(health.getJsonObject("uptime").getString("formatted")).matches("\\d+d \\d+h \\d+m \\d+s");
        assertThat(health.getJsonObject("dependencies").getJsonObject("ytdlp").getString("version"))
                .matches("20\\d\\d\\.\\d\\d\\.\\d\\d.*");
        assertThat(health.getJsonObject("config").getJsonArray("corsOrigins").toString())
                .contains("https://app.example", "chrome-extension://abcdefghijklmnop");
        assertThat(ProcessHandle.of(health.getJsonObject("process").getInt("pid")))
                .isPresent();
    }

    @Test
    default void health_neverAsksYouTube() {
        stub().tally().reset();

        service().get("/health").is(200);
        service().get("/health/main").is(200);

        assertThat(stub().tally().requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/redis", "/health/redis/detailed"})
    default void redis_isSaidToBeDisabled(String path) {
        Shape.of("{\"ok\": \"true\", \"redis\": \"disabled\"}")
                .fits(service().get(path).is(200).json());
    }

    @Test
    default void probesOfOrchestrators_areServedOnThePathOfTheServer() {
        for (String name : List.of("ready", "live", "started")) {
            assertThat(pageOfTheServer("health/" + name))
                    .containsPattern("\"name\" *: *\"ytsize-(ready|alive|started)\"[^{}]*\"status\" *: *\"UP\"");
        }
    }

    /** They are for operators: no web page of whatever origin may read them. */
    @Test
    default void pathsOfTheServer_areNotForWebPages() {
        for (String path : new String[] {"/mphealth", "/mpmetrics", "/mpopenapi"}) {
            Answer answer = service().get(path, "Origin", "https://www.youtube.com");

            assertThat(answer.has("Access-Control-Allow-Origin")).as(path).isFalse();
        }
    }

    @Test
    default void metrics_haveEveryField() {
        service().size(Scenario.PLAIN.videoId()).is(200);

        Answer answer = service().get("/api/v1/metrics").is(200);

        Shape.of("""
                {"ok": "true", "timestamp": "text",
                 "process": {"uptime": "number",
                             "memory": {"rss": "number", "heapTotal": "number", "heapUsed": "number",
                                        "external": "number"},
                             "cpu": {"seconds": "number", "load": "number"}},
                 "workerPool": {"totalWorkers": "number", "activeWorkers": "number", "idleWorkers": "number",
                                "queueLength": "number", "queuedTasks": "number", "activeTasks": "number",
                                "totalTasks": "number", "completedTasks": "number", "failedTasks": "number",
                                "config": {"minWorkers": "2", "maxWorkers": "10", "taskTimeout": "25000"}},
                 "circuitBreaker": {"state": "closed", "openings": "number", "refusals": "number"},
                 "lookups": {"attempts": "number", "retries": "number", "failures": {}},
                 "requests": {"total": "number", "inFlight": "number", "byStatus": {"200": "number"},
                              "latencyMs": {"p50": "number", "p95": "number", "p99": "number"}},
                 "rateLimiter": {"mode": "text", "allowed": "number", "refused": "number", "clients": "number"}}""").fits(answer.json());
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    default void metrics_countWhatHappens() {
        JsonObject before = service().get("/api/v1/metrics").json();

        service().size("counted-one").is(200);
        service().size(Scenario.GEO_BLOCKED.videoId()).is(451);
        service().size("counted-one").is(200);
        service().post("{}").is(400);

        JsonObject after = service().get("/api/v1/metrics").json();
        assertThat(moved(before, after, "workerPool", "completedTasks")).isEqualTo(2);
        assertThat(moved(before, after, "workerPool", "totalTasks")).isEqualTo(2);
        assertThat(moved(before, after, "rateLimiter", "allowed")).isEqualTo(4);
        assertThat(moved(before, after, "requests", "total")).isEqualTo(5);
        JsonObject cached = after.getJsonObject("cache");
        assertThat(moved(before.getJsonObject("cache"), cached, "answers", "hit"))
                .isEqualTo(1);
        assertThat(cached.getInt("entries")).isPositive();
        assertThat(cached.getInt("bytes")).isPositive();
        assertThat(after.getJsonObject("requests").getInt("inFlight")).isEqualTo(1);
        JsonObject latency = after.getJsonObject("requests").getJsonObject("latencyMs");
        assertThat(latency.getJsonNumber("p50").doubleValue())
                .isPositive()
                .isLessThanOrEqualTo(latency.getJsonNumber("p99").doubleValue());
    }

    private static int moved(JsonObject before, JsonObject after, String part, String counter) {
        return after.getJsonObject(part).getInt(counter)
                - before.getJsonObject(part).getInt(counter);
    }
}
