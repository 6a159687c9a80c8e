package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubYouTube;

/** Many videos in one request of v2, answered as they come; two workers do all the work, and a key is needed. */
interface BatchAnswers {
    StubYouTube youTube();

    StreamCaller streams();

    @Test
    default void batch_tellsEachVideoAsItComes_andWaitsForNone() throws Exception {
        youTube().answer("batch-slow1", Scenario.SLOW);
        List<String> ids = List.of(
                "\"batch-slow1\"", "\"good-one---\"", quoted(Scenario.PRIVATE), "\"nonsense\"", "5", "\"good-one---\"");

        HttpResponse<Stream<String>> answer = streams().batch(Caller.freshClient(), ids);
        Iterator<String> lines = answer.body().iterator();
        Map<String, JsonObject> told = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            JsonObject line = StreamCaller.json(lines.next());
            told.put(line.getValue("/id").toString(), line);
        }
        youTube().gate().open();
        JsonObject last = StreamCaller.json(lines.next());

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
                .isEqualTo(streams().get("/api/v2/videos/good-one---").json());
        JsonObject refused = line(told, quoted(Scenario.PRIVATE));
        assertThat(refused.getInt("status")).isEqualTo(403);
        assertThat(refused.getJsonObject("problem").getString("code")).isEqualTo("PRIVATE");
        assertThat(line(told, "5").getInt("status")).isEqualTo(400);
    }

    /** The balancer's name for the request is one for all of them, and they count as many all the same; sent again, they count once. */
    @Test
    default void batch_countsEachVideo_andNamesWhatIsOverTheLimit() throws Exception {
        youTube().gate().open();
        String client = Caller.freshClient();
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(i -> "\"many%07d\"".formatted(i))
                .toList();

        Map<Integer, Long> once = streams().statuses(client, ids.subList(0, 15), "X-Unique-ID", "balancer-1");
        Map<Integer, Long> sentAgain = streams().statuses(client, ids.subList(0, 15), "X-Unique-ID", "balancer-1");
        Map<Integer, Long> more = streams().statuses(client, ids, "X-Unique-ID", "balancer-2");

        assertThat(once).isEqualTo(Map.of(200, 15L));
        assertThat(sentAgain).isEqualTo(once);
        assertThat(more).isEqualTo(Map.of(200, 5L, 429, 45L));
        assertThat(streams()
                        .service()
                        .get(
                                "/api/v2/videos/many0000000",
                                Caller.FORWARDED,
                                client,
                                "X-API-Key",
                                streams().key())
                        .status())
                .isEqualTo(429);
    }

    /** All of them are there before the first is sent: the end must not overtake the rest. */
    @Test
    default void batch_ofWhatIsKnown_losesNoLine() throws Exception {
        youTube().gate().open();
        List<String> ids =
                IntStream.range(0, 15).mapToObj("\"known%06d\""::formatted).toList();
        assertThat(streams().statuses(Caller.freshClient(), ids)).isEqualTo(Map.of(200, 15L));

        for (int time = 0; time < 300; time++) {
            assertThat(streams().statuses(Caller.freshClient(), ids)).isEqualTo(Map.of(200, 15L));
        }
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
    default void batch_thatBreaksARule_isAProblem(String type, String body, int status, String detail) {
        Answer answer = streams().send(type, body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().getString("detail")).isEqualTo(detail);
        answer.isNotCounted();
    }

    @Test
    default void batch_ofTooMany_isRefusedAsAWhole() {
        String ids = IntStream.range(0, 51)
                .mapToObj(i -> "\"video-%05d\"".formatted(i))
                .collect(Collectors.joining(","));
        String large = "{\"ids\":[\"" + "x".repeat(70_000) + "\"]}";

        Answer many = streams().send("application/json", "{\"ids\":[" + ids + "]}");
        Answer tooLarge = streams().send("application/json", large);

        assertThat(many.status()).isEqualTo(400);
        assertThat(many.json().getString("detail")).isEqualTo("ids: ids cannot have more than 50");
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.json().getString("code")).isEqualTo("BODY_TOO_LARGE");
    }

    private static JsonObject line(Map<String, JsonObject> told, String id) {
        return Objects.requireNonNull(told.get(id));
    }

    private static String quoted(Scenario scenario) {
        return '"' + scenario.videoId() + '"';
    }
}
