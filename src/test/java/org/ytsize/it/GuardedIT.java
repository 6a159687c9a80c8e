package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** The contract where it depends on settings: a key, a narrow limit, every origin, a small body, and a Redis that is not there. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class GuardedIT {
    private static final String KEY = "sixteen-and-more-characters";
    private static final int LIMIT = 3;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final String UNAUTHORIZED = "{\"ok\":false,\"error\":\"Unauthorized. Valid API key required.\"}";

    private static StubYouTube youTube;
    private static Instance instance;
    private static Caller service;

    @BeforeAll
    static void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube,
                Map.ofEntries(
                        Map.entry("REQUIRE_AUTH", "true"),
                        Map.entry("API_KEY", KEY),
                        Map.entry("RATE_LIMIT_MAX_REQUESTS", Integer.toString(LIMIT)),
                        Map.entry("RATE_LIMIT_WINDOW_MS", Long.toString(WINDOW.toMillis())),
                        Map.entry("ALLOWED_ORIGINS", "*"),
                        Map.entry("MAX_BODY_BYTES", "2048"),
                        Map.entry("NODE_ENV", "staging"),
                        Map.entry("API_VERSION", "7.8.9"),
                        Map.entry("REDIS_URL", "redis://:hidden-word@127.0.0.1:1/0"),
                        Map.entry("SENTRY_DSN", "https://hidden-word@sentry.example/1"),
                        Map.entry("YTDLP_EXTRACTOR_ARGS", "generic:po_token=hidden-word")));
        service = new Caller(instance.base());
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
    }

    @Nested
    final class Order {
        @Test
        void limitComesBeforeKey_andKeyBeforeValidation() {
            String client = Caller.freshClient();

            assertThat(ask(client, "", "not even JSON")
                            .is(401)
                            .isCounted(LIMIT, 2)
                            .body())
                    .isEqualTo(UNAUTHORIZED);
            assertThat(ask(client, KEY, "{}").is(400).isCounted(LIMIT, 1).error())
                    .isEqualTo("url: URL is required");
            ask(client, KEY, Caller.question("dQw4w9WgXcQ")).is(200).isCounted(LIMIT, 0);
            ask(client, "", "{}").is(429).isCounted(LIMIT, 0);
            ask(client, KEY, Caller.question("dQw4w9WgXcQ")).is(429).isCounted(LIMIT, 0);
        }

        /** Its length is not known before it is read, and a body is read last of all. */
        @Test
        void keyComesBeforeTheMeasuringOfABody() throws IOException {
            String client = Caller.freshClient();
            String head = "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + Caller.FORWARDED + ": " + client + "\r\n";
            String tooMuch = "Transfer-Encoding: chunked\r\n\r\n801\r\n" + " ".repeat(0x801) + "\r\n0\r\n\r\n";

            Wire.exchange(service.port(), head + tooMuch).orElseThrow().is(401).isCounted(LIMIT, 2);
            Wire.exchange(service.port(), head + "X-API-Key: " + KEY + "\r\n" + tooMuch)
                    .orElseThrow()
                    .is(413)
                    .isCounted(LIMIT, 1);
        }

        @Test
        void declaredLengthComesBeforeEverything() {
            String client = Caller.freshClient();

            ask(client, "", " ".repeat(2049)).is(413).isNotCounted();

            ask(client, KEY, "{}").is(400).isCounted(LIMIT, 2);
        }

        @Test
        void nothingIsAskedOfYouTube_beforeAllIsChecked() {
            youTube.tally().reset();

            ask(Caller.freshClient(), "", Caller.question("dQw4w9WgXcQ")).is(401);

            assertThat(youTube.tally().requests()).isZero();
        }
    }

    @Nested
    final class NoCache {
        @Test
        void hasItLookedUpAfresh_forWhoeverHasTheKey() {
            String client = Caller.freshClient();
            ask(client, KEY, Caller.question("afresh----1")).is(200);

            Answer known = ask(client, KEY, Caller.question("afresh----1")).is(200);
            Answer afresh = ask(client, KEY, Caller.question("afresh----1"), "Cache-Control", "max-age=0, No-Cache")
                    .is(200);

            assertThat(known.header("X-Cache")).isEqualTo("hit");
            assertThat(afresh.header("X-Cache")).isEqualTo("miss");
        }
    }

    @Nested
    final class Key {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x",
                    "sixteen-and-more-character",
                    "sixteen-and-more-characters1",
                    "SIXTEEN-AND-MORE-CHARACTERS",
                    "Bearer sixteen-and-more-characters",
                    "sixteen-and-more-characters,sixteen-and-more-characters"
                })
        void wrongKey_isRefused(String key) {
            assertThat(ask(Caller.freshClient(), key, "{}").is(401).body()).isEqualTo(UNAUTHORIZED);
        }

        @Test
        void nothingElse_asksForIt() {
            for (String path : new String[] {"/", "/health", "/health/main", "/api/v1/metrics", "/api/v1/docs"}) {
                service.get(path).is(200);
            }
            assertThat(service.get("/api/v1/openapi").status()).isEqualTo(200);
            assertThat(service.get("/openapi").status()).isEqualTo(200);
            assertThat(service.send("OPTIONS", "/api/v1/size", "").status()).isEqualTo(204);
        }

        @Test
        void secrets_areToldNowhere() {
            String paths =
                    "/ /health /health/redis /health/redis/detailed /api/v1/metrics /api/v1/docs /api/v1/openapi";
            for (String path : paths.split(" ", -1)) {
                assertThat(service.get(path).body()).as(path).doesNotContain(KEY, "hidden-word");
            }
            assertThat(instance.logText()).doesNotContain(KEY, "hidden-word");
        }
    }

    @Nested
    final class Window {
        @Test
        void refusedClient_mayAskAgain_whenTheWindowHasMovedOn_andNotBefore() {
            String client = Caller.freshClient();
            long begun = System.nanoTime();
            for (int i = 0; i < LIMIT; i++) {
                assertThat(ask(client, KEY, "{}").is(400).header("RateLimit-Policy"))
                        .isEqualTo("3;w=10");
            }
            assertThat(Long.parseLong(ask(client, KEY, "{}").is(429).header("Retry-After")))
                    .isBetween(1L, 10L);

            await().atMost(WINDOW.multipliedBy(4))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> ask(client, KEY, "{}").status() == 400);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(WINDOW);
        }
    }

    @Nested
    final class AnyOrigin {
        @Test
        void everyResponse_mayBeReadByAnyPage() {
            String client = Caller.freshClient();
            for (Answer answer : new Answer[] {
                service.get("/health"),
                service.get("/health", "Origin", "https://any.example"),
                service.get("/health", "Origin", "null"),
                service.get("/nowhere", "Origin", "https://any.example"),
                service.get("/WEB-INF/web.xml", "Origin", "https://any.example"),
                service.send("DELETE", "/health", "", "Origin", "https://any.example"),
                ask(client, "", "{}").is(401),
                ask(client, KEY, "{}").is(400),
                ask(client, KEY, " ".repeat(2049)).is(413),
                ask(client, KEY, "{}"),
                ask(client, KEY, "{}").is(429)
            }) {
                assertThat(answer.header(ListedOrigins.ALLOWED)).isEqualTo("*");
                assertThat(answer.items(ListedOrigins.EXPOSED))
                        .contains("X-Request-ID", "Retry-After", "RateLimit-Reset");
                assertThat(answer.has("Access-Control-Allow-Credentials")).isFalse();
            }
        }

        @Test
        void preflight_isNeitherCountedNorAuthenticated() {
            String client = Caller.freshClient();

            for (int i = 0; i < 2 * LIMIT; i++) {
                Answer answer = service.send(
                        "OPTIONS",
                        "/api/v1/size",
                        "",
                        Caller.FORWARDED,
                        client,
                        "Origin",
                        "https://any.example",
                        "Access-Control-Request-Method",
                        "POST");
                assertThat(answer.isNotCounted().status()).isEqualTo(204);
                assertThat(answer.header(ListedOrigins.ALLOWED)).isEqualTo("*");
            }

            ask(client, KEY, "{}").is(400).isCounted(LIMIT, LIMIT - 1);
        }
    }

    @Nested
    final class Reports {
        @Test
        void settings_areShown() {
            JsonObject health = service.get("/health").is(200).json();

            assertThat(health.getString("version")).isEqualTo("7.8.9");
            Shape.of("""
                    {"environment": "staging", "authEnabled": "true", "corsOrigins": ["*"],
                     "rateLimit": {"windowMs": "10000", "maxRequests": "3"}}""").fits(health.getJsonObject("config"));
            Shape.of("""
                    {"version": "7.8.9", "authentication": {"required": "true"},
                     "rateLimit": {"windowMs": "10000", "maxRequests": "3"}}""").fits(service.get("/api/v1/docs").is(200).json());
            assertThat(service.get("/").is(200).json().getString("version")).isEqualTo("7.8.9");
        }

        @Test
        void redisThatIsNotThere_degradesTheInstance_whichAnswersAllTheSame() {
            JsonObject health = service.get("/health").is(200).json();

            assertThat(health.getString("status")).isEqualTo("degraded");
            Shape.of("{\"enabled\": \"true\", \"connected\": \"false\", \"ready\": \"false\", \"url\": \"text\"}")
                    .fits(health.getJsonObject("dependencies").getJsonObject("redis"));
            assertThat(health.getJsonObject("rateLimiter").getString("mode")).isEqualTo("local");
            for (String path : new String[] {"/health/redis", "/health/redis/detailed"}) {
                Shape.of(
                                "{\"ok\": \"false\", \"redis\": \"error\", \"error\": \"cannot connect\", \"rateLimiter\": \"local\"}")
                        .fits(service.get(path).is(503).json());
            }
            assertThat(instance.logText().split("Redis cannot be asked", -1)).hasSize(2);
        }

        @Test
        void requestId_isInTheLog() {
            service.get("/health", "X-Request-ID", "look-for-me");

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> instance.logText().contains("look-for-me"));
        }

        @Test
        void bodyLimit_isTheOneThatWasSet() {
            assertThat(ask(Caller.freshClient(), KEY, " ".repeat(2049)).is(413).error())
                    .contains("2048 bytes");
        }
    }

    /** Asks as {@code client}; an empty key is none. */
    private static Answer ask(String client, String key, String body, String... more) {
        List<String> headers = new ArrayList<>(List.of(more));
        headers.addAll(List.of("Content-Type", "application/json", Caller.FORWARDED, client));
        if (!key.isEmpty()) {
            headers.addAll(List.of("X-API-Key", key));
        }
        return service.post(body, headers.toArray(String[]::new));
    }
}
