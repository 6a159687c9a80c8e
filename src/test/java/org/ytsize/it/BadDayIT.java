package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.stub.Outage;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** What callers see of a bad day of YouTube's. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
@Timeout(300)
final class BadDayIT {
    private static final String KNOWN = "known-ok---";
    private static final int CALLERS = 12;
    /** The contract's: whoever asks waits no longer for an answer. */
    private static final Duration CLIENTS_GIVE_UP = Duration.ofSeconds(35);
    /** The breaker's half a minute, and what a busy machine takes for a lookup. */
    private static final Duration ONE_PROBE = Duration.ofSeconds(30 + 30);

    private StubYouTube youTube;
    private Instance instance;
    private Caller service;
    private int videos;

    @BeforeEach
    void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(youTube, Map.of("RATE_LIMIT_MAX_REQUESTS", "1000", "YTDLP_TIMEOUT", "7000"));
        service = new Caller(instance.base());
        service.size(KNOWN).is(200);
    }

    @AfterEach
    void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
    }

    @ParameterizedTest
    @CsvSource({"BOT_CHECK, 503, BOT_CHECK", "CUT_OFF, 503, NETWORK_ERROR", "SILENCE, 504, TIMEOUT"})
    void isToldByItsName_andThenInShort_andWhatIsKnownStaysKnown(Outage outage, int status, String code) {
        youTube.during(outage);

        assertThat(codes(ask(), status)).contains(code).isSubsetOf(code, "CIRCUIT_OPEN");

        isLeftAlone();
    }

    /** As long as that: the next probe fails as well, and nobody else is asked. */
    @Test
    void ofAMinute_costsAProbe_andIsOverWithTheNext() {
        youTube.during(Outage.HTTP_429);
        assertThat(codes(ask(), 503)).contains("UPSTREAM_THROTTLED").isSubsetOf("UPSTREAM_THROTTLED", "CIRCUIT_OPEN");
        isLeftAlone();

        await().atMost(ONE_PROBE).until(() -> {
            String id = unknown();
            String code = service.size(id).is(503).json().getString("code");
            assertThat(code).isIn("CIRCUIT_OPEN", "UPSTREAM_THROTTLED");
            return youTube.tally().videos().contains(id);
        });
        assertThat(youTube.tally().videos()).hasSize(1);
        isLeftAlone();
        youTube.asScripted();

        await().atMost(ONE_PROBE).until(() -> service.size(unknown()).status() == 200);
        assertThat(ask()).allSatisfy(answer -> answer.is(200));
        assertThat(service.get("/health").is(200).json().getString("status")).isEqualTo("healthy");
    }

    @Test
    void ofHalfTheVideos_isNoMatterOfTheOthers() {
        List<String> ids =
                IntStream.range(0, CALLERS).mapToObj(caller -> unknown()).toList();
        List<String> cut = ids.subList(0, CALLERS / 2);
        cut.forEach(id -> youTube.answer(id, Scenario.CUT_OFF));

        List<Answer> answers = ask(ids);

        assertThat(codes(answers.subList(0, cut.size()), 503))
                .contains("NETWORK_ERROR")
                .isSubsetOf("NETWORK_ERROR", "CIRCUIT_OPEN");
        assertThat(answers.subList(cut.size(), CALLERS))
                .anySatisfy(answer -> answer.is(200))
                .allSatisfy(answer -> assertThat(answer.status() == 200
                                || codes(List.of(answer), 503).contains("CIRCUIT_OPEN"))
                        .isTrue());
        assertThat(service.size(KNOWN).is(200).header("X-Cache")).isEqualTo("hit");
    }

    private void isLeftAlone() {
        await().atMost(ONE_PROBE)
                .until(() -> workerPool().getInt("activeTasks") == 0); // Answers are sooner than the end of their work.
        youTube.tally().reset();

        List<Answer> answers = ask();

        assertThat(codes(answers, 503)).containsExactly("CIRCUIT_OPEN");
        assertThat(answers)
                .allSatisfy(answer -> assertThat(Integer.parseInt(answer.header("Retry-After")))
                        .isBetween(1, 30));
        assertThat(service.size(KNOWN).is(200).header("X-Cache")).isEqualTo("hit");
        JsonObject health = service.get("/health").is(200).json();
        assertThat(health.getString("status")).isEqualTo("degraded");
        assertThat(health.getJsonObject("circuitBreaker").getString("state")).isEqualTo("open");
        assertThat(youTube.tally().requests()).isZero();
    }

    /** The codes of refusals, each once. Their status is the one given, or the breaker's own. */
    private static Set<String> codes(List<Answer> answers, int status) {
        return answers.stream()
                .map(answer -> {
                    String code = answer.isJson().json().getString("code");
                    answer.is(code.equals("CIRCUIT_OPEN") ? 503 : status);
                    return code;
                })
                .collect(Collectors.toSet());
    }

    private JsonObject workerPool() {
        return service.get("/health").json().getJsonObject("workerPool");
    }

    /** A dozen callers at once, about different videos. */
    private List<Answer> ask() {
        return ask(IntStream.range(0, CALLERS).mapToObj(caller -> unknown()).toList());
    }

    private List<Answer> ask(List<String> ids) {
        List<CompletableFuture<Answer>> answers = ids.stream()
                .map(id -> service.sizeLater(id).orTimeout(CLIENTS_GIVE_UP.toSeconds(), TimeUnit.SECONDS))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private String unknown() {
        videos++;
        return "unseen%05d".formatted(videos);
    }
}
