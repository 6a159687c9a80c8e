package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.Outage;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Many callers at once, and two ways to YouTube. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class BusyIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int CROWD = 1_000;

    private static StubYouTube youTube;
    private static StubYouTube otherWay;
    private static Instance instance;
    private static Caller service;

    @BeforeAll
    static void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        otherWay = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube,
                Map.of(
                        "RATE_LIMIT_MAX_REQUESTS",
                        "100000",
                        "YTDLP_TIMEOUT",
                        "30000",
                        "YTDLP_PROXY",
                        youTube.proxy() + ", " + otherWay.proxy().toString().replace("//", "//me:hidden-word@")));
        service = new Caller(instance.base());
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
        otherWay.close();
    }

    @Test
    void aThousandCallers_forOneUnknownVideo_costOneLookup() throws Exception {
        String id = "everybodys-";
        youTube.answer(id, Scenario.SLOW);
        otherWay.answer(id, Scenario.SLOW);

        List<CompletableFuture<Answer>> answers = IntStream.range(0, CROWD)
                .mapToObj(caller -> service.sizeLater(id))
                .toList();
        await().atMost(LONG).until(() -> inFlight() > CROWD);
        youTube.gate().open();
        otherWay.gate().open();

        Map<String, Long> origins = answers.stream()
                .map(answer -> answer.join().is(200).header("X-Cache"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(origins).containsExactlyInAnyOrderEntriesOf(Map.of("miss", 1L, "shared", CROWD - 1L));
        assertThat(youTube.tally().requests(id) + otherWay.tally().requests(id)).isEqualTo(1);
        youTube.gate().shut();
        otherWay.gate().shut();
    }

    @Test
    void whatIsKnown_isTold_whileEveryWorkerIsBusy_andTheQueueIsFull() {
        service.size("known-ok---").is(200);
        List<CompletableFuture<Answer>> slow = IntStream.range(0, 300)
                .mapToObj(caller -> {
                    String id = "slow%07d".formatted(caller);
                    youTube.answer(id, Scenario.SLOW);
                    otherWay.answer(id, Scenario.SLOW);
                    return service.sizeLater(id);
                })
                .toList();
        await().atMost(LONG)
                .until(() -> slow.stream().filter(CompletableFuture::isDone).count() >= 190);

        assertThat(service.size("known-ok---").is(200).header("X-Cache")).isEqualTo("hit");
        assertThat(service.get("/health").is(200).json().getBoolean("ok")).isTrue();
        assertThat(service.size("unknown----").is(503).json().getString("code")).isEqualTo("QUEUE_FULL");

        youTube.gate().open();
        otherWay.gate().open();
        assertThat(slow.stream().map(CompletableFuture::join).filter(answer -> answer.status() == 200))
                .hasSize(110);
        youTube.gate().shut();
        otherWay.gate().shut();
    }

    @Test
    void oneWayBlocked_isSeenInHealthAlone_whichNamesIt_butNotItsPassword() {
        otherWay.during(Outage.BOT_CHECK);
        for (int caller = 0; caller < 6; caller++) {
            service.size("way%08d".formatted(caller)).is(200);
        }

        Answer health = service.get("/health").is(200);
        JsonObject breaker = health.json().getJsonObject("circuitBreaker");
        assertThat(health.json().getString("status")).isEqualTo("degraded");
        assertThat(breaker.getString("state")).isEqualTo("closed");
        assertThat(breaker.getJsonArray("egresses").getValuesAs(JsonObject.class))
                .extracting(egress -> egress.getString("name"), egress -> egress.getString("state"))
                .containsExactly(
                        tuple(youTube.proxy().toString(), "closed"),
                        tuple(otherWay.proxy().toString(), "open"));
        assertThat(health.body() + service.get("/api/v1/metrics").body() + instance.logText())
                .doesNotContain("hidden-word");
        otherWay.asScripted();
    }

    private static int inFlight() {
        return service.get("/api/v1/metrics").json().getJsonObject("requests").getInt("inFlight");
    }
}
