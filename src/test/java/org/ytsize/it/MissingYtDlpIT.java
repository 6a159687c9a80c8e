package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An instance on a host without yt-dlp: it says so, and answers whatever needs none. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class MissingYtDlpIT {
    private static Instance instance;
    private static Caller service;

    @BeforeAll
    static void start() {
        instance = Instance.start(Map.of("YTDLP_PATH", "/nonexistent/yt-dlp"));
        service = new Caller(instance.base());
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    void question_isAnsweredNotFound_howeverManyThereAre() {
        for (int i = 0; i < 12; i++) {
            Answer answer = service.size("dQw4w9WgXcQ").is(503).isCounted(20, 19);

            assertThat(answer.json().getString("code")).isEqualTo("NOT_FOUND");
            assertThat(answer.header("Retry-After")).isEqualTo("60");
        }
    }

    @Test
    void wrongQuestion_isStillToldWhatIsWrong() {
        assertThat(service.post("{}").is(400).error()).isEqualTo("url: URL is required");
    }

    @Test
    void instance_saysThatItCannotServe() {
        for (String path : new String[] {"/health", "/health/main"}) {
            JsonObject health = service.get(path).is(503).json();

            assertThat(health.getString("status")).isEqualTo("unhealthy");
            assertThat(health.getJsonObject("dependencies")
                            .getJsonObject("ytdlp")
                            .getBoolean("available"))
                    .isFalse();
            assertThat(health.getJsonObject("workerPool").getString("remark")).isEqualTo("missing");
        }
    }

    @Test
    void log_saysWhatIsMissing() {
        assertThat(instance.logText()).contains("there is no yt-dlp at /nonexistent/yt-dlp");
    }

    @Test
    void orchestrators_areToldThatItLives_butIsNotReady() {
        assertThat(service.get("/mphealth/live").status()).isEqualTo(200);
        Answer ready = service.get("/mphealth/ready");

        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().getString("status")).isEqualTo("DOWN");
    }

    @Test
    void noPage_mayReadAnything_whereNoOriginIsListed() {
        for (Answer answer : new Answer[] {
            service.get("/health/redis", "Origin", "https://app.example"),
            service.get("/WEB-INF/web.xml", "Origin", "https://app.example"),
            service.send("OPTIONS", "/api/v1/size", "", "Origin", "https://app.example")
        }) {
            assertThat(answer.has(ListedOrigins.ALLOWED)).isFalse();
            assertThat(answer.has(ListedOrigins.EXPOSED)).isFalse();
            assertThat(answer.items("Vary")).doesNotContain("Origin");
        }
    }

    @Test
    void everythingElse_isAnswered() {
        for (String path : new String[] {"/", "/api/v1/docs", "/api/v1/metrics", "/health/redis"}) {
            service.get(path).is(200);
        }
    }
}
