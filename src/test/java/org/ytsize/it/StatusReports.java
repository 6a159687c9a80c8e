package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an instance that is alone tells of its cluster, and the page that shows it. */
interface StatusReports extends Promises {

    @Test
    default void status_hasEveryField() {
        Answer answer = service().get("/api/v1/status").is(200).isNotCounted();

        Shape.of("""
                {"ok": "true", "timestamp": "text", "complete": "true", "answeredBy": "text",
                 "cluster": {"clustered": "false", "members": "1", "reported": "1", "ready": "1",
                             "breakers": {"closed": "1", "half_open": "0", "open": "0"},
                             "workers": {"busy": "number", "idle": "number", "max": "10"}, "waiting": "number",
                             "sinceStart": {"questions": "number", "refused": "number", "failed": "number",
                                            "answers": {"hit": "number", "miss": "number", "stale": "number",
                                                        "shared": "number"}}},
                 "instances": [{"name": "text", "version": "text", "uptimeSeconds": "number", "ready": "true",
                                "draining": "false", "members": "1",
                                "ytDlp": {"version": "text", "mode": "fork-server", "remark": ""},
                                "workers": {"busy": "number", "idle": "number", "max": "10"},
                                "queue": {"waiting": "number", "max": "100"},
                                "breaker": {"state": "closed", "cause": "null", "egresses": "1", "closedEgresses": "1"},
                                "limiter": {"mode": "local", "redisTrouble": "false"},
                                "memory": {"heapUsed": "number", "heapMax": "number", "resident": "number",
                                           "children": "number"},
                                "sinceStart": {"questions": "number", "refused": "number", "failed": "number",
                                               "answers": {"hit": "number", "miss": "number", "stale": "number",
                                                           "shared": "number"}},
                                "lastHour": {"answers": {}}}]}""").fits(answer.json());
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    default void status_countsWhatHappens() {
        JsonObject before = sinceStart();

        service().size("status-one-").is(200);
        service().size("status-one-").is(200);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> sinceStart().getInt("questions") - before.getInt("questions") == 2);
        assertThat(sinceStart().getJsonObject("answers").getInt("hit")
                        - before.getJsonObject("answers").getInt("hit"))
                .isEqualTo(1);
    }

    @Test
    default void statusPage_isServedWithAllItsParts() {
        Answer page = service().get("/status");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.hasCommonHeaders().header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");

        Matcher part = Pattern.compile("(?:href|src)=\"(/[^\"]+\\.(css|js))\"").matcher(page.body());
        while (part.find()) {
            Answer answer = service().get(part.group(1));
            assertThat(answer.status()).as(part.group(1)).isEqualTo(200);
            assertThat(answer.hasCommonHeaders().header("Content-Type"))
                    .isEqualTo((part.group(2).equals("css") ? "text/css" : "text/javascript") + "; charset=utf-8");
            assertThat(answer.header("Cache-Control"))
                    .isEqualTo(
                            part.group(1).startsWith("/webjars") ? "public, max-age=31536000, immutable" : "no-cache");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/status.html",
        "/webjars/uplot/0.0.0/uPlot.min.css",
        "/webjars/uplot/../uPlot.min.css",
        "/webjars/uplot/1.6.30/package.json",
        "/webjars/uplot/1.6.30/dist/uPlot.min.css"
    })
    default void statusPage_hasNoOtherParts(String path) {
        service().get(path).is(404);
    }

    /** By a report that was made after this was asked: others may be a second old. */
    private JsonObject sinceStart() {
        Instant asked = Instant.now();
        JsonObject report = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> service().get("/api/v1/status").is(200).json(),
                        told -> Instant.parse(told.getString("timestamp")).isAfter(asked));
        return report.getJsonObject("cluster").getJsonObject("sinceStart");
    }
}
