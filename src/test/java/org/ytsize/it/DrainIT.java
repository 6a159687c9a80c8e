package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.RuntimeSockets;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** How an instance leaves, and comes back. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class DrainIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static StubYouTube youTube;

    @TempDir
    private Path directory;

    private Path socket;
    private Instance instance;
    private Caller service;

    @BeforeAll
    static void startYouTube() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    }

    @AfterAll
    static void stopYouTube() {
        youTube.close();
    }

    @BeforeEach
    void start() {
        socket = directory.resolve("ops.sock");
        instance = Instance.start(youTube, Map.of("OPS_SOCKET", socket.toString()));
        service = new Caller(instance.base());
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void byAnOperatorsWord_itIsNotReady_answersAllTheSame_andComesBack() throws IOException {
        assertThat(say("state")).isEqualTo("serving, requests in flight: 0\n");

        assertThat(say("drain")).isEqualTo("draining, requests in flight: 0\n");

        assertThat(service.get("/mphealth/ready").status()).isEqualTo(503);
        assertThat(service.get("/health").is(503).json().getBoolean("draining")).isTrue();
        assertThat(service.get("/mphealth/live").status()).isEqualTo(200);
        service.size("drained----").is(200);
        assertThat(say("drain")).startsWith("draining");

        assertThat(say("ready")).startsWith("serving");

        assertThat(service.get("/mphealth/ready").status()).isEqualTo(200);
        assertThat(service.get("/health").is(200).json().getBoolean("draining")).isFalse();
        assertThat(say("stop")).isEqualTo("unknown, say drain, ready, state or log\n");
    }

    /** Whoever can only send requests cannot drain it, whatever they say. */
    @Test
    void overHttp_nobodyHasSuchAWord() {
        for (String path : new String[] {"/ops", "/ops/drain", "/mphealth/ready", "/"}) {
            service.send(
                    "POST",
                    path,
                    "drain",
                    "X-Forwarded-For",
                    "127.0.0.1",
                    "Forwarded",
                    "for=127.0.0.1",
                    "X-Real-IP",
                    "127.0.0.1");
        }

        assertThat(service.get("/mphealth/ready").status()).isEqualTo(200);
    }

    /** A balancer looks whether an instance is ready while the server has not even begun with the application. */
    @Test
    void askedFromItsFirstMoment_itIsReadyOnlyWhenItCanServe() {
        Map<String, String> settings = new HashMap<>(Instance.asking(youTube));
        settings.put("OPS_SOCKET", directory.resolve("other.sock").toString());
        try (Instance asked = Instance.launch(settings)) {
            Caller caller = new Caller(asked.base());
            await().atMost(Instance.START)
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreExceptions()
                    .until(() -> {
                        Answer answer = caller.get("/mphealth/ready");
                        return answer.status() == 200 && answer.body().contains("ytsize-ready");
                    });

            caller.size("first------").is(200);
        }
    }

    @Test
    void idle_andWatchedByNobody_itEndsAtOnce() throws Exception {
        instance.process().destroy();

        assertThat(instance.awaitExit()).isZero();
        assertThat(socket).doesNotExist();
    }

    /** A balancer that looks every now and then sends requests here until it has seen the third refusal. */
    @Test
    void watchedByABalancer_itServesUntilThatHasSeenIt_andCutsNothing() throws Exception {
        String slow = "in-flight--";
        youTube.answer(slow, Scenario.SLOW);
        CompletableFuture<Answer> inFlight = service.sizeLater(slow);
        assertThat(service.get("/mphealth/ready").status()).isEqualTo(200);
        await().atMost(LONG).until(() -> say("state").endsWith(": 1\n"));

        instance.process().destroy();

        await().atMost(LONG).until(() -> say("state").startsWith("ending"));
        assertThat(say("ready")).startsWith("ending");
        for (int check = 0; check < 2; check++) {
            assertThat(service.get("/mphealth/ready").status()).isEqualTo(503);
            service.size("late" + check + "------").is(200);
        }
        youTube.gate().open();
        inFlight.join().is(200);
        service.size("later------").is(200);

        assertThat(service.get("/mphealth/ready").status()).isEqualTo(503);

        assertThat(instance.awaitExit()).isZero();
        assertThat(instance.logText()).contains("drained, 0 requests left");
        for (String video : new String[] {slow, "later------"}) {
            assertThat(instance.logText().lines().filter(line -> line.contains("\"video\":\"" + video + '"')))
                    .as("lines of the last requests")
                    .hasSize(1);
        }
        youTube.gate().shut();
    }

    private String say(String word) throws IOException {
        return RuntimeSockets.say(socket, word);
    }
}
