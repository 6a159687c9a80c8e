package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSentry;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** What a Sentry hears of an instance, and what callers notice of the Sentry: nothing. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
@Timeout(300)
final class ErrorReportsIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String API_KEY = "s3cr3t-key-0123456789";
    private static final String COOKIE = "s3cr3t-Cookie-0123456789";
    private static final String ADDRESS = "198.51.100.77";

    private StubSentry sentry;
    private StubYouTube youTube;
    private Instance instance;
    private Caller service;

    @BeforeEach
    void start() {
        sentry = StubSentry.start();
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube,
                Map.of(
                        "SENTRY_DSN", sentry.dsn(),
                        "SENTRY_TRACES_SAMPLE_RATE", "1",
                        "NODE_ENV", "staging",
                        "API_VERSION", "9.9-test",
                        "API_KEY", API_KEY,
                        "RATE_LIMIT_MAX_REQUESTS", "1000"));
        service = new Caller(instance.base());
    }

    @AfterEach
    void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
        sentry.close();
    }

    /** The end sends what waits, so that what has not come by then never will. */
    @Test
    void whatIsOurFault_isReportedOnce_withoutAnySecret_andWhatIsNot_isNot() throws Exception {
        for (String id : List.of(Scenario.PRIVATE.videoId(), Scenario.REMOVED.videoId(), Scenario.LIVE.videoId())) {
            asMe(id);
        }
        service.post("{\"url\":\"nonsense\"}").is(400);
        service.get("/nowhere").is(404);
        asMe("plain------").is(200);
        for (String id : List.of("crashed---1", "crashed---2")) {
            youTube.answer(id, Scenario.SLOW);
            assertThat(crash(id).is(503).json().getString("code")).isEqualTo("TOOL_CRASH");
        }

        instance.process().destroy();

        assertThat(instance.awaitExit()).isZero();
        assertThat(sentry.events()).hasSize(1);
        JsonObject event = sentry.events().get(0);
        assertThat(event.getJsonArray("fingerprint").getString(0)).isEqualTo("TOOL_CRASH");
        assertThat(event.getJsonObject("tags").getString("requestId")).isEqualTo("of-crashed---1");
        assertThat(event.getString("release")).isEqualTo("9.9-test");
        assertThat(event.getString("environment")).isEqualTo("staging");
        assertThat(sentry.transactions())
                .extracting(transaction -> transaction.getJsonObject("tags").getString("outcome"))
                .contains("PRIVATE", "REMOVED", "miss", "TOOL_CRASH");
        assertThat(String.join("\n", sentry.envelopes()))
                .doesNotContain("not for us", API_KEY, COOKIE, ADDRESS, StubSentry.KEY, "127.0.0.1");
        assertThat(instance.logText()).doesNotContain(StubSentry.KEY, API_KEY, COOKIE);
    }

    /** More answers than reports can wait, and then some. */
    @Test
    void aSentryThatIsFrozen_costsNoRequest_andHardlyTheEnd() throws Exception {
        String known = "plain------";
        asMe(known).is(200);
        await().atMost(LONG).until(() -> !sentry.transactions().isEmpty());
        sentry.freeze();
        for (int i = 0; i < 40; i++) {
            service.size(known).is(200);
        }
        youTube.answer("broken-----", Scenario.HTTP_500);

        long begun = System.nanoTime();
        List<CompletableFuture<Answer>> answers =
                Stream.generate(() -> service.sizeLater(known)).limit(100).toList();

        assertThat(answers).allSatisfy(answer -> answer.join().is(200));
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isLessThan(Duration.ofSeconds(5)); // As long as it waits for a Sentry.
        service.size("broken-----").is(502);
        begun = System.nanoTime();
        instance.process().destroy();
        assertThat(instance.awaitExit()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    private Answer asMe(String id) {
        return service.post(
                question(id),
                "Content-Type",
                "application/json",
                "X-API-Key",
                API_KEY,
                "X-Request-ID",
                "of-" + id,
                Caller.FORWARDED,
                ADDRESS);
    }

    /** Kills whatever works for it, as often as that is tried. */
    private Answer crash(String id) throws InterruptedException {
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> asMe(id));
        while (!answer.isDone()) {
            if (youTube.gate().awaitHeld(1, Duration.ofMillis(50))) {
                instance.process().children().flatMap(ProcessHandle::children).forEach(ProcessHandle::destroyForcibly);
                await().atMost(LONG).until(() -> youTube.gate().held() == 0);
            }
        }
        return answer.join();
    }

    private static String question(String id) {
        String cookies = ".youtube.com\\tTRUE\\t/\\tTRUE\\t2147483647\\tSAPISID\\t" + COOKIE + "\\n";
        return "{\"url\":\"https://youtu.be/" + id + "\",\"cookies\":\"" + cookies + "\"}";
    }
}
