package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.stub.RedisServer;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** What v2 answers bit by bit, where a key is needed and two workers do all the work. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class VideoStreamsIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "a key for the tests";
    private static final String BATCH = "/api/v2/videos:batch";

    /** Only it knows which requests were sent again. */
    private static final RedisServer REDIS = RedisServer.start();

    private static StubYouTube youTube;
    private static Instance instance;
    private static Caller service;

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
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
        REDIS.close();
    }

    @BeforeEach
    void shutTheGate() {
        youTube.gate().shut();
    }

    @Test
    void batch_tellsEachVideoAsItComes_andWaitsForNone() throws Exception {
        slow("batch-slow1");
        List<String> ids = List.of(
                "\"batch-slow1\"", "\"good-one---\"", quoted(Scenario.PRIVATE), "\"nonsense\"", "5", "\"good-one---\"");

        HttpResponse<Stream<String>> answer = batch(Caller.freshClient(), ids);
        Iterator<String> lines = answer.body().iterator();
        Map<String, JsonObject> told = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            JsonObject line = json(lines.next());
            told.put(line.getValue("/id").toString(), line);
        }
        youTube.gate().open();
        JsonObject last = json(lines.next());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"default\";r=17;");
        assertThat(last.getString("id")).isEqualTo("batch-slow1");
        assertThat(last.getInt("status")).isEqualTo(200);
        assertThat(lines).as("the same id again has no line of its own").isExhausted();
        assertThat(told.keySet())
                .containsExactlyInAnyOrder("\"good-one---\"", quoted(Scenario.PRIVATE), "\"nonsense\"", "5");
        JsonObject good = line(told, "\"good-one---\"");
        assertThat(good.getJsonObject("video"))
                .isEqualTo(get("/api/v2/videos/good-one---").json());
        JsonObject refused = line(told, quoted(Scenario.PRIVATE));
        assertThat(refused.getInt("status")).isEqualTo(403);
        assertThat(refused.getJsonObject("problem").getString("code")).isEqualTo("PRIVATE");
        assertThat(line(told, "5").getInt("status")).isEqualTo(400);
    }

    /** The balancer's name for the request is one for all of them, and they count as many all the same; sent again, they count once. */
    @Test
    void batch_countsEachVideo_andNamesWhatIsOverTheLimit() throws Exception {
        youTube.gate().open();
        String client = Caller.freshClient();
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(i -> "\"many%07d\"".formatted(i))
                .toList();

        Map<Integer, Long> once = statuses(client, ids.subList(0, 15), "X-Unique-ID", "balancer-1");
        Map<Integer, Long> sentAgain = statuses(client, ids.subList(0, 15), "X-Unique-ID", "balancer-1");
        Map<Integer, Long> more = statuses(client, ids, "X-Unique-ID", "balancer-2");

        assertThat(once).isEqualTo(Map.of(200, 15L));
        assertThat(sentAgain).isEqualTo(once);
        assertThat(more).isEqualTo(Map.of(200, 5L, 429, 45L));
        assertThat(service.get("/api/v2/videos/many0000000", Caller.FORWARDED, client, "X-API-Key", KEY)
                        .status())
                .isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {} | 400 | ids: ids is required",
                "application/json | {\"ids\":\"x\"} | 400 | ids: ids must be an array",
                "application/json | {\"ids\":[]} | 400 | ids: ids must have at least one",
                "application/json | [] | 400 | Request body must be a JSON object",
                "application/json | { | 400 | Request body is not valid JSON",
                "text/plain | {\"ids\":[\"dQw4w9WgXcQ\"]} | 415 | The body has to be declared as application/json"
            })
    void batch_thatBreaksARule_isAProblem(String type, String body, int status, String detail) {
        Answer answer = service.send("POST", BATCH, body, "Content-Type", type, "X-API-Key", KEY);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("detail")).isEqualTo(detail);
        answer.isNotCounted();
    }

    @Test
    void batch_ofTooMany_isRefusedAsAWhole() {
        String ids = IntStream.range(0, 51)
                .mapToObj(i -> "\"video-%05d\"".formatted(i))
                .collect(Collectors.joining(","));
        String large = "{\"ids\":[\"" + "x".repeat(70_000) + "\"]}";

        Answer many = service.send(
                "POST", BATCH, "{\"ids\":[" + ids + "]}", "Content-Type", "application/json", "X-API-Key", KEY);
        Answer tooLarge = service.send("POST", BATCH, large, "Content-Type", "application/json", "X-API-Key", KEY);

        assertThat(many.status()).isEqualTo(400);
        assertThat(many.json().getString("detail")).isEqualTo("ids: ids cannot have more than 50");
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.json().getString("code")).isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void withoutTheKey_nothingIsTold() {
        for (Answer answer : List.of(
                service.get("/api/v2/videos/dQw4w9WgXcQ", Caller.FORWARDED, Caller.freshClient()),
                service.get("/api/v2/videos/dQw4w9WgXcQ/events", Caller.FORWARDED, Caller.freshClient()),
                service.send("POST", BATCH, "{\"ids\":[\"dQw4w9WgXcQ\"]}", "Content-Type", "application/json"))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("code")).isEqualTo("UNAUTHORIZED");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void whatNeedsAKey_isForNobodysCacheButTheCallers() {
        assertThat(get("/api/v2/videos/private-ch1").header("Cache-Control")).startsWith("private, max-age=");
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

        Iterator<String> lines = events("ev-fourth--").body().iterator();
        List<String> begin = next(lines, 3);
        youTube.gate().release();
        List<String> looking = until(lines, "event: looking");
        youTube.gate().open();
        List<String> rest = new ArrayList<>();
        lines.forEachRemaining(rest::add);

        assertThat(begin).containsExactly("event: queued", "data: {\"position\":2}", "");
        assertThat(looking).last().isEqualTo("event: looking");
        assertThat(rest).element(0).isEqualTo("data: {}");
        List<String> done = rest.subList(rest.indexOf("event: done"), rest.size());
        assertThat(done).hasSize(3);
        JsonObject video = json(done.get(1).substring("data: ".length()));
        assertThat(video).isEqualTo(get("/api/v2/videos/ev-fourth--").json());
        CompletableFuture.allOf(first, second, third).join();
    }

    @Test
    void events_endWithTheProblem_whereThereAreNoSizes() throws Exception {
        youTube.gate().open();

        HttpResponse<Stream<String>> answer = events(Scenario.REMOVED.videoId());
        List<String> lines = answer.body().toList();

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(answer.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"default\";r=19;");
        List<String> failed = lines.subList(lines.indexOf("event: failed"), lines.size());
        JsonObject problem = json(failed.get(1).substring("data: ".length()));
        assertThat(problem.getString("code")).isEqualTo("REMOVED");
        assertThat(problem.getInt("status")).isEqualTo(410);
    }

    @Test
    void events_keepTheConnectionAlive_andOneWhoLeavesStopsNothing() throws Exception {
        slow("ev-leaves--");
        HttpResponse<Stream<String>> leaver = events("ev-leaves--");
        List<String> told = until(leaver.body().iterator(), ": still here");
        leaver.body().close();

        HttpResponse<Stream<String>> stays = events("ev-leaves--");
        Iterator<String> lines = stays.body().iterator();
        until(lines, "event: looking");
        youTube.gate().open();

        assertThat(told).startsWith("event: looking");
        assertThat(until(lines, "event: done")).last().isEqualTo("event: done");
        assertThat(get("/api/v2/videos/ev-leaves--").header("X-Cache")).isEqualTo("hit");
        assertThat(instance.logText()).doesNotContain("\"level\":\"SEVERE\"", "Exception");
    }

    private static JsonObject line(Map<String, JsonObject> told, String id) {
        return Objects.requireNonNull(told.get(id));
    }

    private static void slow(String id) {
        youTube.answer(id, Scenario.SLOW);
    }

    private static int queued() {
        return service.get("/api/v1/metrics").json().getJsonObject("workerPool").getInt("queuedTasks");
    }

    private static CompletableFuture<Answer> later(String id) {
        return CompletableFuture.supplyAsync(() -> get("/api/v2/videos/" + id));
    }

    private static Answer get(String path) {
        Answer answer = service.get(path, Caller.FORWARDED, Caller.freshClient(), "X-API-Key", KEY);
        assertThat(answer.status()).as(answer::toString).isEqualTo(200);
        return answer;
    }

    private static HttpResponse<Stream<String>> events(String id) throws IOException, InterruptedException {
        return service.lines(
                "GET",
                "/api/v2/videos/" + id + "/events",
                "",
                "Accept",
                "text/event-stream",
                "X-API-Key",
                KEY,
                Caller.FORWARDED,
                Caller.freshClient());
    }

    private static HttpResponse<Stream<String>> batch(String client, List<String> ids, String... headers)
            throws IOException, InterruptedException {
        String[] all = Stream.concat(
                        Arrays.stream(headers),
                        Stream.of("Content-Type", "application/json", "X-API-Key", KEY, Caller.FORWARDED, client))
                .toArray(String[]::new);
        return service.lines("POST", BATCH, "{\"ids\":[" + String.join(",", ids) + "]}", all);
    }

    private static Map<Integer, Long> statuses(String client, List<String> ids, String... headers) throws Exception {
        return batch(client, ids, headers)
                .body()
                .map(VideoStreamsIT::json)
                .collect(Collectors.groupingBy(line -> line.getInt("status"), Collectors.counting()));
    }

    private static List<String> next(Iterator<String> lines, int count) {
        return Stream.generate(lines::next).limit(count).toList();
    }

    private static List<String> until(Iterator<String> lines, String wanted) {
        List<String> read = new ArrayList<>();
        while (read.isEmpty() || !read.get(read.size() - 1).equals(wanted)) {
            read.add(lines.next());
        }
        return read;
    }

    private static String quoted(Scenario scenario) {
        return '"' + scenario.videoId() + '"';
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
