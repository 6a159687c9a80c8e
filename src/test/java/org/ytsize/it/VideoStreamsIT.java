package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.stub.RedisServer;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** What v2 answers bit by bit, where a key is needed and two workers do all the work. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class VideoStreamsIT implements BatchAnswers {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "a key for the tests";

    /** Only it knows which requests were sent again. */
    private static final RedisServer REDIS = RedisServer.start();

    private static StubYouTube youTube;
    private static Instance instance;
    private static Caller service;
    private static StreamCaller streams;

    @BeforeAll
    static void start() throws Exception {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube,
                Map.of(
                        "REDIS_URL",
                        REDIS.url(),
                        "REDIS_TIMEOUT_MS",
                        "2000",
                        "REQUIRE_AUTH",
                        "true",
                        "API_KEY",
                        KEY,
                        "MAX_WORKERS",
                        "2",
                        "MIN_WORKERS",
                        "1"));
        service = new Caller(instance.base());
        streams = new StreamCaller(service, KEY);
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
        REDIS.close();
    }

    @Override
    public StubYouTube youTube() {
        return youTube;
    }

    @Override
    public StreamCaller streams() {
        return streams;
    }

    @BeforeEach
    void shutTheGate() {
        youTube.gate().shut();
    }

    @Test
    void withoutTheKey_nothingIsTold() {
        for (Answer answer : List.of(
                service.get("/api/v2/videos/dQw4w9WgXcQ", Caller.FORWARDED, Caller.freshClient()),
                service.get("/api/v2/videos/dQw4w9WgXcQ/events", Caller.FORWARDED, Caller.freshClient()),
                service.send(
                        "POST",
                        StreamCaller.BATCH,
                        "{\"ids\":[\"dQw4w9WgXcQ\"]}",
                        "Content-Type",
                        "application/json"))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("code")).isEqualTo("UNAUTHORIZED");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void whatNeedsAKey_isForNobodysCacheButTheCallers() {
        assertThat(streams.get("/api/v2/videos/private-ch1").header("Cache-Control"))
                .startsWith("private, max-age=");
    }

    @Test
    void events_tellThePlaceInTheQueue_thatItIsLookedUp_andWhatCameOfIt() throws Exception {
        for (String id : List.of("ev-first---", "ev-second--", "ev-third---", "ev-fourth--")) {
            slow(id);
        }
        CompletableFuture<?> first = later("ev-first---");
        CompletableFuture<?> second = later("ev-second--");
        assertThat(youTube.gate().awaitHeld(2, LONG)).isTrue();
        CompletableFuture<?> third = later("ev-third---");
        await().atMost(LONG).until(() -> queued() == 1);

        Iterator<String> lines = streams.events("ev-fourth--").body().iterator();
        List<String> begin = StreamCaller.next(lines, 3);
        youTube.gate().release();
        List<String> looking = StreamCaller.until(lines, "event: looking");
        youTube.gate().open();
        List<String> rest = new ArrayList<>();
        lines.forEachRemaining(rest::add);

        assertThat(begin).containsExactly("event: queued", "data: {\"position\":2}", "");
        assertThat(looking).last().isEqualTo("event: looking");
        assertThat(rest).element(0).isEqualTo("data: {}");
        List<String> done = rest.subList(rest.indexOf("event: done"), rest.size());
        assertThat(done).hasSize(3);
        JsonObject video = StreamCaller.json(done.get(1).substring("data: ".length()));
        assertThat(video).isEqualTo(streams.get("/api/v2/videos/ev-fourth--").json());
        CompletableFuture.allOf(first, second, third).join();
    }

    @Test
    void events_endWithTheProblem_whereThereAreNoSizes() throws Exception {
        youTube.gate().open();

        HttpResponse<Stream<String>> answer = streams.events(Scenario.REMOVED.videoId());
        List<String> lines = answer.body().toList();

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(answer.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"default\";r=19;");
        List<String> failed = lines.subList(lines.indexOf("event: failed"), lines.size());
        JsonObject problem = StreamCaller.json(failed.get(1).substring("data: ".length()));
        assertThat(problem.getString("code")).isEqualTo("REMOVED");
        assertThat(problem.getInt("status")).isEqualTo(410);
    }

    /** As EventSource does after each end, without a key, since it can send none. */
    @ParameterizedTest
    @EnumSource(
            value = Scenario.class,
            names = {"PLAIN", "REMOVED"})
    void events_areNotToldAgain_norCounted_toWhoHasSeenTheEnd(Scenario scenario) {
        youTube.gate().open();
        String path = "/api/v2/videos/" + scenario.videoId() + "/events";
        String client = Caller.freshClient();
        String told =
                service.get(path, Caller.FORWARDED, client, "X-API-Key", KEY).body();
        assertThat(told).containsOnlyOnce("id: ");
        String id = told.lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring("id: ".length());

        Answer again = service.get(path, Caller.FORWARDED, client, "Last-Event-ID", id);
        Answer another = service.get(path, Caller.FORWARDED, client, "X-API-Key", KEY, "Last-Event-ID", "another");

        assertThat(again.status()).isEqualTo(204);
        assertThat(again.hasCommonHeaders().isNotCounted().body()).isEmpty();
        assertThat(another.status()).isEqualTo(200);
        assertThat(another.header("RateLimit")).startsWith("\"default\";r=18;");
    }

    @Test
    void events_keepTheConnectionAlive_andOneWhoLeavesStopsNothing() throws Exception {
        slow("ev-leaves--");
        HttpResponse<Stream<String>> leaver = streams.events("ev-leaves--");
        List<String> told = StreamCaller.until(leaver.body().iterator(), ": still here");
        leaver.body().close();

        HttpResponse<Stream<String>> stays = streams.events("ev-leaves--");
        Iterator<String> lines = stays.body().iterator();
        StreamCaller.until(lines, "event: looking");
        youTube.gate().open();

        assertThat(told).startsWith("event: looking");
        assertThat(StreamCaller.until(lines, "event: done")).last().isEqualTo("event: done");
        assertThat(streams.get("/api/v2/videos/ev-leaves--").header("X-Cache")).isEqualTo("hit");
        assertThat(instance.logText()).doesNotContain("\"level\":\"SEVERE\"", "Exception");
    }

    /** As slow as the lookup, and with its outcome, though the first of it is sent long before. */
    @Test
    void events_areLoggedWhenTheyEnd() throws Exception {
        slow("ev-logged--");
        Iterator<String> lines = streams.events("ev-logged--").body().iterator();
        StreamCaller.until(lines, "event: looking");
        assertThat(accessLines("ev-logged--")).isEmpty();

        youTube.gate().open();
        StreamCaller.until(lines, "event: done");

        await().atMost(LONG).until(() -> !accessLines("ev-logged--").isEmpty());
        assertThat(accessLines("ev-logged--"))
                .singleElement()
                .asString()
                .contains("\"route\":\"/api/v2/videos/{id}/events\"", "\"status\":200", "\"cache\":\"miss\"");
    }

    private static List<String> accessLines(String id) {
        return instance.logText()
                .lines()
                .filter(line -> line.contains("\"video\":\"" + id + '"'))
                .toList();
    }

    private static void slow(String id) {
        youTube.answer(id, Scenario.SLOW);
    }

    private static int queued() {
        return service.get("/api/v1/metrics").json().getJsonObject("workerPool").getInt("queuedTasks");
    }

    private static CompletableFuture<Answer> later(String id) {
        return CompletableFuture.supplyAsync(() -> streams.get("/api/v2/videos/" + id));
    }
}
