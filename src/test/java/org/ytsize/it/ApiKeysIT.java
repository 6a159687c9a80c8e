package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.settings.ApiKey;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Keys for several callers, in a file that changes while the service runs. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class ApiKeysIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String OPERATOR = "the operator's own key";
    private static final String PARTNER = "the partner's own key";
    private static final String NEWCOMER = "the newcomer's own key";

    @TempDir
    private static Path directory;

    private static StubYouTube youTube;
    private static Instance instance;
    private static Caller service;

    @BeforeAll
    static void start() throws IOException {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        replace(entry("partner", PARTNER, ", \"limit\": 2, \"windowMs\": 3600000"));
        instance = Instance.start(
                youTube, Map.of("REQUIRE_AUTH", "true", "API_KEYS_FILE", file().toString(), "API_KEY", OPERATOR));
        service = new Caller(instance.base());
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
    }

    @Test
    void aKey_hasALimitOfItsOwn_whereverItIsUsed_andItsNameIsInLogAndMetrics() throws IOException {
        assertThat(ask(PARTNER).is(400).isCounted(2, 1).header("RateLimit-Policy"))
                .isEqualTo("2;w=3600");
        ask(PARTNER).is(400).isCounted(2, 0);
        assertThat(Integer.parseInt(ask(PARTNER).is(429).header("Retry-After"))).isBetween(3_500, 3_600);
        ask("nobody's key at all").is(401).isCounted(20, 19);

        await().atMost(LONG).until(() -> instance.logText().contains("\"key\":\"partner\""));
        assertThat(service.get("/api/v1/metrics")
                        .json()
                        .getJsonObject("apiKeys")
                        .getInt("partner"))
                .isGreaterThanOrEqualTo(3);
        assertThat(instance.logText()).doesNotContain(PARTNER, ApiKey.digestOf(PARTNER));

        replace(entry("partner", PARTNER, ", \"limit\": 2, \"windowMs\": 3600000"), entry("newcomer", NEWCOMER, ""));
        await().atMost(LONG).until(() -> ask(NEWCOMER).status() == 400);
        Files.writeString(file(), "nonsense");
        await().atMost(LONG).until(() -> instance.logText().contains("API_KEYS_FILE has changed and is not used"));
        ask(NEWCOMER).is(400);
    }

    @Test
    void theStatusOfTheCluster_needsAKey_andIsNotCounted_butItsPageDoesNot() {
        Answer refused = service.get("/api/v1/status").is(401).isNotCounted();
        assertThat(refused.body()).isEqualTo("{\"ok\":false,\"error\":\"Unauthorized. Valid API key required.\"}");
        service.get("/api/v1/status", "X-API-Key", "nobody's key at all").is(401);

        for (int i = 0; i < 30; i++) {
            service.get("/api/v1/status", "X-API-Key", OPERATOR).is(200).isNotCounted();
        }
        assertThat(service.get("/api/v1/status", "X-API-Key", OPERATOR).body())
                .doesNotContain(OPERATOR, directory.toString());
        assertThat(service.get("/status").status()).isEqualTo(200);
    }

    private static Answer ask(String key) {
        return service.post(
                "{}", "Content-Type", "application/json", "X-API-Key", key, Caller.FORWARDED, Caller.freshClient());
    }

    private static Path file() {
        return directory.resolve("keys.json");
    }

    private static void replace(String... entries) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "{\"keys\": [" + String.join(",", entries) + "]}");
        Files.move(next, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String entry(String name, String key, String more) {
        return "{\"name\": \"" + name + "\", \"sha256\": \"" + ApiKey.digestOf(key) + "\"" + more + "}";
    }
}
