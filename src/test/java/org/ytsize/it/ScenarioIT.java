package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Every scenario of the stub, through the real yt-dlp and the real WAR: the newest yt-dlp that there is, and the oldest supported. */
@Timeout(600)
final class ScenarioIT {
    /** They open the breaker at once: an instance that has met one is of no use to the next scenario. */
    private static final Set<String> TRIPPING = Set.of("BOT_CHECK", "SESSION_RATE_LIMITED", "IP_BLOCKED");

    /** Three attempts at a failing video open no breaker among as many good ones. */
    private static final int GOOD_ONES = 8;

    private static StubYouTube youTube;

    @BeforeAll
    static void startTheStub() throws Exception {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    }

    @AfterAll
    static void stopTheStub() {
        youTube.close();
    }

    @TestFactory
    Stream<DynamicNode> everyScenario_isAnsweredAsItShould() {
        Map<String, String> releases = new LinkedHashMap<>();
        releases.put("newest", Instance.newestYtDlp());
        String oldest = System.getenv("YTDLP_OLDEST_PATH");
        if (oldest != null) {
            releases.put("oldest", oldest);
        }
        return releases.entrySet().stream()
                .map(release -> dynamicContainer(release.getKey(), tests(release.getValue())));
    }

    private static Stream<DynamicNode> tests(String ytDlp) {
        Shared shared = new Shared(ytDlp);
        Stream<DynamicNode> scenarios = Arrays.stream(Scenario.values())
                .map(scenario ->
                        dynamicTest(scenario.videoId() + " " + scenario.description(), () -> shared.check(scenario)));
        return Stream.concat(scenarios, Stream.of(dynamicTest("the end", shared::close)));
    }

    /** What a breaker is for: once YouTube has said no, it is not asked again. */
    @Test
    void botCheck_opensTheBreaker_andYouTubeIsLeftAlone() {
        try (Instance instance = Instance.start(youTube, Map.of("RATE_LIMIT_MAX_REQUESTS", "1000"))) {
            Caller caller = new Caller(instance.base());
            caller.size(Scenario.BOT_CHECK.videoId()).is(503);
            youTube.tally().reset();

            Answer refused = caller.size("dQw4w9WgXcQ").is(503);

            assertThat(refused.json().getString("code")).isEqualTo("CIRCUIT_OPEN");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 30);
            assertThat(youTube.tally().requests()).isZero();
            JsonObject health = caller.get("/health").is(200).json();
            assertThat(health.getString("status")).isEqualTo("degraded");
            assertThat(health.getJsonObject("circuitBreaker").getString("state"))
                    .isEqualTo("open");
            assertThat(health.getJsonObject("circuitBreaker").getString("cause"))
                    .isEqualTo("BOT_CHECK");
        }
    }

    /** One instance for the scenarios of one yt-dlp, with a breaker that stays closed. */
    private static final class Shared {
        private final Map<String, String> settings;
        private @Nullable Instance instance;
        private int goodOnes;

        Shared(String ytDlp) {
            // Long enough for every scenario on a busy machine but the one that never answers.
            this.settings = Map.of(
                    "YTDLP_PATH",
                    ytDlp,
                    "RATE_LIMIT_MAX_REQUESTS",
                    "1000",
                    "YTDLP_TIMEOUT",
                    "9000",
                    "MIN_WORKERS",
                    "1");
        }

        void check(Scenario scenario) {
            if (instance == null) {
                instance = Instance.start(youTube, settings);
            }
            if (scenario == Scenario.SILENT) {
                youTube.gate().shut(); // An open one lets go of what is to be silent, too.
            } else {
                youTube.gate().open();
            }
            Caller caller = new Caller(instance.base());
            Answer answer = caller.size(scenario.videoId());
            if (TRIPPING.contains(scenario.code())) {
                close();
            } else if (scenario.status() >= 500) {
                for (int i = 0; i < GOOD_ONES; i++) {
                    caller.size("good" + (1_000_000 + goodOnes++)).is(200); // what is known would not be looked up
                }
            }

            assertThat(answer.status()).as(answer.body()).isEqualTo(scenario.status());
            JsonObject body = answer.json();
            if (scenario.status() == 200) {
                assertThat(body).isEqualTo(ScenarioSizes.of(scenario));
            } else {
                assertThat(body.getString("code")).as(answer.body()).isEqualTo(scenario.code());
                assertThat(body.getString("error")).isNotBlank();
                assertThat(body.getString("error").contains("timed out")).isEqualTo(scenario.status() == 504);
            }
        }

        void close() {
            if (instance != null) {
                instance.close();
                instance = null;
            }
        }
    }
}
