package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions that break a rule of the contract, and what they are told. */
interface SizeRefusals extends Promises {
    String INVALID_URL = "url: Invalid or unsafe YouTube URL";
    String GOOD_URL = "\"url\":\"https://youtu.be/dQw4w9WgXcQ\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | url: URL is required",
                "{\"duration_hint\":5} | url: URL is required",
                "{\"url\":null} | url: URL must be a string",
                "{\"url\":5} | url: URL must be a string",
                "{\"url\":true} | url: URL must be a string",
                "{\"url\":[\"https://youtu.be/dQw4w9WgXcQ\"]} | url: URL must be a string",
                "{\"url\":{}} | url: URL must be a string",
                "{\"url\":\"\"} | " + INVALID_URL,
                "{GOOD,\"duration_hint\":null} | duration_hint: duration_hint must be a number",
                "{GOOD,\"duration_hint\":\"213\"} | duration_hint: duration_hint must be a number",
                "{GOOD,\"duration_hint\":true} | duration_hint: duration_hint must be a number",
                "{GOOD,\"duration_hint\":[]} | duration_hint: duration_hint must be a number",
                "{GOOD,\"duration_hint\":-0.001} | duration_hint: duration_hint must be at least 0",
                "{GOOD,\"duration_hint\":-1e400} | duration_hint: duration_hint must be at least 0",
                "{GOOD,\"duration_hint\":86400.001} | duration_hint: duration_hint cannot exceed 86400 seconds (24 hours)",
                "{GOOD,\"duration_hint\":1e400} | duration_hint: duration_hint cannot exceed 86400 seconds (24 hours)",
                "{GOOD,\"cookies\":null} | cookies: cookies must be a string",
                "{GOOD,\"cookies\":5} | cookies: cookies must be a string",
                "{GOOD,\"cookies\":{}} | cookies: cookies must be a string"
            })
    default void fault_isNamedByFieldAndMessage(String body, String fault) {
        Answer answer = service().post(body.replace("GOOD", GOOD_URL)).is(400);

        assertThat(answer.error()).isEqualTo(fault);
        assertThat(answer.faults()).containsExactly(fault);
        assertThat(answer.json().keySet()).containsExactlyInAnyOrder("ok", "error", "details", "requestId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dQw4w9WgXcQ",
                "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
                "ftp://www.youtube.com/watch?v=dQw4w9WgXcQ",
                "//www.youtube.com/watch?v=dQw4w9WgXcQ",
                "https://www.youtube.com:443/watch?v=dQw4w9WgXcQ",
                "https://me@www.youtube.com/watch?v=dQw4w9WgXcQ",
                "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
                "https://evil.example/watch?v=dQw4w9WgXcQ",
                "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
                "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
                "https://www.youtu.be/dQw4w9WgXcQ",
                "https://www.youtube.com/watch?v=dQw4w9WgXc",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQQ",
                "https://www.youtube.com/watch?v=dQw4w9WgX%51",
                "https://www.youtube.com/watch?v=",
                "https://www.youtube.com/watch",
                "https://www.youtube.com/playlist?list=PL0123456789",
                "https://www.youtube.com/dQw4w9WgXcQ",
                "https://youtu.be/watch?v=dQw4w9WgXcQ",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ;id",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=|b",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=`id`",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=$HOME",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=(b)",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a={b}",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=[b]",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=<b>",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&a=\\b",
                "https://www.youtube.com/../watch?v=dQw4w9WgXcQ",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&u=file://etc",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ\n--exec",
                " https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                "--exec=id",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ\u0000"
            })
    default void unsafeUrl_isRefused_andNobodyIsAsked(String url) {
        stub().tally().reset();

        Answer answer = service()
                .post(Json.createObjectBuilder().add("url", url).build().toString())
                .is(400);

        assertThat(answer.error()).isEqualTo(INVALID_URL);
        assertThat(stub().tally().requests()).isZero();
    }

    @Test
    default void longestUrl_hasTwoHundredCharacters() {
        String longest = "https://youtu.be/dQw4w9WgXcQ?a=" + "a".repeat(200 - 31);

        service().post("{\"url\":\"" + longest + "\"}").is(200);
        assertThat(service().post("{\"url\":\"" + longest + "a\"}").is(400).error())
                .isEqualTo(INVALID_URL);
    }

    @Test
    default void longestCookies_haveFiftyThousandCharacters() {
        String longest = "#".repeat(50_000);

        service().post("{" + GOOD_URL + ",\"cookies\":\"" + longest + "\"}").is(200);
        assertThat(service()
                        .post("{" + GOOD_URL + ",\"cookies\":\"" + longest + "#\"}")
                        .is(400)
                        .error())
                .isEqualTo("cookies: cookies cannot exceed 50KB");
    }

    @Test
    default void severalFaults_areAllListed_andTheFirstIsTheError() {
        Answer answer = service()
                .post("{\"cookies\":7,\"duration_hint\":\"x\",\"url\":\"http://x\"}")
                .is(400);

        assertThat(answer.faults())
                .containsExactly(
                        INVALID_URL,
                        "duration_hint: duration_hint must be a number",
                        "cookies: cookies must be a string");
        assertThat(answer.error()).isEqualTo(INVALID_URL);
        assertThat(answer.json().getJsonArray("details").getValuesAs(JsonObject.class))
                .allMatch(fault -> fault.keySet().size() == 2);
    }

    @Test
    default void refusal_neverRepeatsWhatWasSent() {
        Answer answer = service()
                .post("{\"url\":\"<script>alert(1)</script>\",\"cookies\":[\"lent-cookie\"]}")
                .is(400);

        assertThat(answer.body()).doesNotContain("script", "lent-cookie");
    }
}
