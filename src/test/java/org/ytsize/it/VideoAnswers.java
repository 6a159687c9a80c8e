package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** What v2 tells of one video, and how it refuses. */
interface VideoAnswers extends Promises {
    String PROBLEM = "application/problem+json";

    @Test
    default void video_hasEachQualityInEachCodec_andAllFormats() {
        JsonObject video = found(video(Scenario.PLAIN)).json();

        assertThat(video.getString("id")).isEqualTo(Scenario.PLAIN.videoId());
        assertThat(video.getBoolean("fresh")).isTrue();
        assertThat(video.getString("asOf")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(video.getString("title")).isNotBlank();
        assertThat(video.getInt("duration")).isEqualTo(213);
        assertThat(video.getString("live")).isEqualTo("not_live");
        assertThat(video.getString("availability")).isEqualTo("public");
        assertThat(video.getJsonObject("audio").getString("itag")).isEqualTo("251");
        assertThat(video.getJsonObject("audio").getBoolean("exact")).isTrue();
        assertThat(video.getJsonArray("formats").size()).isGreaterThan(6);
        JsonObject last = video.getJsonArray("qualities")
                .getJsonObject(video.getJsonArray("qualities").size() - 1);
        assertThat(last.getString("label")).isEqualTo("144p");
        assertThat(codec(last, "av1").getInt("bytes")).isEqualTo(5_000_000);
    }

    @Test
    default void v1_isAViewOfTheSame() {
        String id = "same-result";
        JsonObject table = service().size(id).is(200).json().getJsonObject("bytes");
        stub().tally().reset();

        Answer answer = found(video(id));

        assertThat(answer.header("X-Cache")).isEqualTo("hit");
        assertThat(stub().tally().requests()).isZero();
        Map<String, Integer> told = answer.json().getJsonArray("qualities").getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(
                        quality -> "s" + quality.getString("label"),
                        quality -> codec(quality, "av1").getInt("bytes")));
        assertThat(told).containsKeys("s144p", "s720p", "s1080p");
        told.forEach((row, bytes) -> assertThat(bytes).as(row).isEqualTo(table.getInt(row)));
    }

    @Test
    default void dubbedVideo_hasTheOriginalSound() {
        JsonObject audio = found(video(Scenario.DUBBED)).json().getJsonObject("audio");

        assertThat(audio.getString("language")).isEqualTo("es");
        assertThat(audio.getString("reason")).isEqualTo("original language, without DRC");
    }

    @Test
    default void videoWithoutSound_hasNoneAdded() {
        JsonObject video = found(video(Scenario.SOUNDLESS)).json();

        assertThat(video.isNull("audio")).isTrue();
        JsonObject last = video.getJsonArray("qualities")
                .getJsonObject(video.getJsonArray("qualities").size() - 1);
        assertThat(codec(last, "av1").getInt("bytes")).isEqualTo(1_570_000);
    }

    @Test
    default void premiumAndHdr_areMarked() {
        JsonArray premium = found(video(Scenario.PREMIUM)).json().getJsonArray("formats");
        JsonArray hdr = found(video(Scenario.HDR)).json().getJsonArray("formats");

        assertThat(premium.getValuesAs(JsonObject.class))
                .filteredOn(format -> format.getBoolean("premium"))
                .extracting(format -> format.getString("itag"))
                .contains("356", "721");
        assertThat(hdr.getValuesAs(JsonObject.class))
                .anyMatch(format -> format.getBoolean("hdr")
                        && !format.getString("dynamicRange").equals("SDR"));
    }

    @Test
    default void linkInTheQuery_isUnderstood() {
        String link = "/api/v2/videos?url=https%3A%2F%2Fm.youtube.com%2Fwatch%3Fv%3D" + Scenario.PLAIN.videoId();

        assertThat(found(get(link)).json().getString("id")).isEqualTo(Scenario.PLAIN.videoId());
    }

    @Test
    default void hint_changesNothing_whereYouTubeTellsTheDuration() {
        Answer plain = found(get("/api/v2/videos/" + Scenario.PLAIN.videoId() + "?duration_hint=5"));

        assertThat(plain.json().getInt("duration")).isEqualTo(213);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/videos/too-short, id: Not the id of a video: 11 characters of A-Z a-z 0-9 _ and -",
        "/api/v2/videos, url: URL is required",
        "/api/v2/videos?url=https://example.org/, url: Invalid or unsafe YouTube URL",
        "/api/v2/videos/dQw4w9WgXcQ?duration_hint=NaN, duration_hint: duration_hint must be a number",
        "/api/v2/videos/dQw4w9WgXcQ?duration_hint=-1, duration_hint: duration_hint must be at least 0",
        "/api/v2/videos/dQw4w9WgXcQ?duration_hint=86401, duration_hint: duration_hint cannot exceed 86400 seconds (24 hours)",
        "/api/v2/videos/dQw4w9WgXcQ/events?duration_hint=x, duration_hint: duration_hint must be a number"
    })
    default void questionThatBreaksARule_isAProblem(String path, String detail) {
        Answer answer = problem(get(path, "Accept", "*/*"), 400, "INVALID_REQUEST");

        assertThat(answer.json().getString("detail").replace(",", "")).isEqualTo(detail.replace(",", ""));
        assertThat(answer.json().getJsonArray("details")).hasSize(1);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource({
        "LIVE, public",
        "PRIVATE, public",
        "MISSING, public",
        "AUDIO_ONLY, public",
        "UPCOMING, public",
        "HTTP_500, no-store"
    })
    default void videoWithoutSizes_isAProblem_thatHoldsAsLongAsItDescribesTheVideo(Scenario scenario, String cached) {
        Answer answer = problem(video(scenario), scenario.status(), scenario.code());

        assertThat(answer.header("Cache-Control")).startsWith(cached);
        assertThat(answer.json().getString("type"))
                .isEqualTo("urn:ytsize:problem:"
                        + scenario.code().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(answer.has("Retry-After")).isEqualTo(answer.json().containsKey("retryAfter"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2, 404, ENDPOINT_NOT_FOUND",
        "GET, /api/v2/size, 404, ENDPOINT_NOT_FOUND",
        "GET, /api/v2/videos/dQw4w9WgXcQ/more, 404, ENDPOINT_NOT_FOUND",
        "POST, /api/v2/videos/dQw4w9WgXcQ, 405, METHOD_NOT_ALLOWED",
        "DELETE, /api/v2/videos, 405, METHOD_NOT_ALLOWED",
        "GET, /api/v2/videos:batch, 405, METHOD_NOT_ALLOWED",
        "PUT, /api/v2/videos/dQw4w9WgXcQ/events, 405, METHOD_NOT_ALLOWED"
    })
    default void whatIsNotThere_isAProblem(String method, String path, int status, String code) {
        Answer answer = problem(service().send(method, path, "", "Accept", "text/html"), status, code);

        assertThat(answer.json().getString("type")).isEqualTo("about:blank");
        assertThat(answer.has("Allow")).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/videos/dQw4w9WgXcQ", "/api/v2/videos/dQw4w9WgXcQ/events"})
    default void clientThatAcceptsSomethingElse_isToldSo(String path) {
        problem(get(path, "Accept", "image/png"), 406, "NOT_ACCEPTABLE");
    }

    @Test
    default void whatACallerHas_isNotSentAgain() throws Exception {
        Answer first = found(video("etag-------"));
        String tag = first.header("ETag");

        assertThat(tag).matches("\"[0-9a-f]{24}\"");
        for (String mine : new String[] {tag, "W/" + tag, "\"other\" , " + tag, "*"}) {
            Answer again = get("/api/v2/videos/etag-------", "If-None-Match", mine);
            assertThat(again.status()).as(mine).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
            assertThat(again.header("Cache-Control")).startsWith("public, max-age=");
            assertThat(again.has("Vary")).isTrue();
        }
        assertThat(found(get("/api/v2/videos/etag-------", "If-None-Match", "\"other\""))
                        .header("ETag"))
                .isEqualTo(tag);
    }

    @Test
    default void packedBody_saysTheSame_byATagOfItsOwn() throws Exception {
        Answer plain = found(video("packed-----"));

        HttpResponse<byte[]> packed = service()
                .getBytes(
                        "/api/v2/videos/packed-----",
                        "Accept-Encoding",
                        "gzip",
                        Caller.FORWARDED,
                        Caller.freshClient());

        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("ETag"))
                .contains(plain.header("ETag").replaceFirst("\"$", "-gzip\""));
        assertThat(unpacked(packed.body())).isEqualTo(plain.json());
        Answer again = get(
                "/api/v2/videos/packed-----",
                "If-None-Match",
                packed.headers().firstValue("ETag").orElseThrow());
        assertThat(again.status()).isEqualTo(304);
    }

    @Test
    default void cacheControl_tellsTheTruth() {
        String id = "caching----";

        assertThat(found(video(id)).has("Age")).isFalse();
        Answer known = found(video(id));

        assertThat(known.header("Cache-Control"))
                .matches("public, max-age=(86400|10800|1200|300), stale-while-revalidate=\\d+");
        assertThat(Integer.parseInt(known.header("Age"))).isBetween(0, 60);
    }

    @Test
    default void questions_areCounted_withV1s() {
        String client = Caller.freshClient();
        service().postFrom(client, "{}").is(400).isCounted(20, 19);

        Answer second = found(service().get(path(Scenario.PLAIN.videoId()), Caller.FORWARDED, client));
        assertThat(second.header("RateLimit-Policy")).isEqualTo("\"default\";q=20;w=60");
        assertThat(second.header("RateLimit")).matches("\"default\";r=18;t=\\d+");
        assertThat(second.has("RateLimit-Limit")).isFalse();
        for (int i = 0; i < 18; i++) {
            service().get(path("x"), Caller.FORWARDED, client);
        }
        for (String path : new String[] {path(Scenario.PLAIN.videoId()), path(Scenario.PLAIN.videoId()) + "/events"}) {
            Answer refused = problem(service().get(path, Caller.FORWARDED, client), 429, "RATE_LIMITED");
            assertThat(refused.json().getString("type"))
                    .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
            assertThat(refused.json().getJsonArray("violated-policies").getString(0))
                    .isEqualTo("default");
            assertThat(refused.header("Retry-After"))
                    .isEqualTo(Integer.toString(refused.json().getInt("retryAfter")));
        }
    }

    private Answer video(Scenario scenario) {
        return video(scenario.videoId());
    }

    private Answer video(String id) {
        return get(path(id));
    }

    private Answer get(String path, String... headers) {
        String[] all = Stream.concat(Arrays.stream(headers), Stream.of(Caller.FORWARDED, Caller.freshClient()))
                .toArray(String[]::new);
        return service().get(path, all);
    }

    private static String path(String id) {
        return "/api/v2/videos/" + id;
    }

    private static JsonObject codec(JsonObject quality, String name) {
        return quality.getJsonArray("codecs").getValuesAs(JsonObject.class).stream()
                .filter(codec -> codec.getString("codec").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Checks what holds for every video that was found. */
    private static Answer found(Answer answer) {
        assertThat(answer.status()).as(answer::toString).isEqualTo(200);
        assertThat(answer.hasCommonHeaders().header("Content-Type")).isEqualTo(Answer.JSON);
        return answer;
    }

    /** Checks what holds for every problem. */
    private static Answer problem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer::toString).isEqualTo(status);
        assertThat(answer.hasCommonHeaders().header("Content-Type")).isEqualTo(PROBLEM);
        JsonObject problem = answer.json();
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank().doesNotContain("Exception", "org.ytsize");
        assertThat(problem.getString("requestId")).isEqualTo(answer.header("X-Request-ID"));
        assertThat(problem.getString("instance")).isEqualTo("urn:ytsize:request:" + answer.header("X-Request-ID"));
        return answer;
    }

    private static JsonObject unpacked(byte[] body) throws IOException {
        try (JsonReader reader = Json.createReader(new GZIPInputStream(new ByteArrayInputStream(body)))) {
            return reader.readObject();
        }
    }
}
