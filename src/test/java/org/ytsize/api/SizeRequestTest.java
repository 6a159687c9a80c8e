package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.api.SizeRequest.Fault;
import org.ytsize.sizing.SizeQuestion;
import org.ytsize.video.VideoId;

final class SizeRequestTest {
    private static final String URL = "\"url\":\"https://www.youtube.com/watch?v=dQw4w9WgXcQ\"";
    private static final VideoId VIDEO = new VideoId("dQw4w9WgXcQ");
    private static final String COOKIE = ".youtube.com\\tTRUE\\t/\\tTRUE\\t0\\tSID\\ts3cr3t";

    @Nested
    final class AGoodBody {
        @Test
        void isAQuestion_withJustAnAddress() {
            assertThat(read("{" + URL + "}"))
                    .isEqualTo(new SizeQuestion(VIDEO, null, Optional.empty(), false, SizeQuestion.View.TABLE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "0.0", "213", "213.061", "86400", "8.64e4", "-0"})
        void mayHaveADuration(String hint) {
            SizeQuestion question = read("{" + URL + ",\"duration_hint\":" + hint + "}");

            assertThat(question.durationHint()).isEqualTo(Double.parseDouble(hint));
        }

        @Test
        void mayHaveCookies_ofWhichOursAreKept() {
            assertThat(read("{" + URL + ",\"cookies\":\"" + COOKIE + "\"}").cookies())
                    .isPresent();
            assertThat(read("{" + URL + ",\"cookies\":\"" + COOKIE.replace("youtube", "example") + "\"}")
                            .cookies())
                    .isEmpty();
            assertThat(read("{" + URL + ",\"cookies\":\"\"}").cookies()).isEmpty();
        }

        @Test
        void mayHaveCookies_of50000Characters() {
            assertThat(read("{" + URL + ",\"cookies\":\"" + "x".repeat(50_000) + "\"}")
                            .cookies())
                    .isEmpty();
        }

        @Test
        void mayHaveAnythingElse() {
            assertThat(read("{\"proxy\":\"http://x\",\"a\":[{}]," + URL + ",\"Url\":7}")
                            .video())
                    .isEqualTo(VIDEO);
        }

        @Test
        void mayHaveBlanksAround() {
            assertThat(read(" \r\n\t{ " + URL + " }\n").video()).isEqualTo(VIDEO);
        }

        @Test
        void maySayAFieldTwice_ofWhichTheLastCounts() {
            assertThat(read("{\"url\":\"nonsense\"," + URL + "}").video()).isEqualTo(VIDEO);
            assertThat(faults("{" + URL + ",\"url\":\"nonsense\"}")).hasSize(1);
        }
    }

    @Nested
    final class AFault {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{} | url | URL is required",
                    "{\"URL\":\"https://youtu.be/dQw4w9WgXcQ\"} | url | URL is required",
                    "{\"url\":null} | url | URL must be a string",
                    "{\"url\":7} | url | URL must be a string",
                    "{\"url\":true} | url | URL must be a string",
                    "{\"url\":[]} | url | URL must be a string",
                    "{\"url\":{}} | url | URL must be a string",
                    "{\"url\":\"\"} | url | Invalid or unsafe YouTube URL",
                    "{\"url\":\"https://vimeo.com/1\"} | url | Invalid or unsafe YouTube URL",
                    "{\"url\":\"http://youtu.be/dQw4w9WgXcQ\"} | url | Invalid or unsafe YouTube URL",
                    "{\"url\":\"https://youtu.be/dQw4w9WgXcQ?a=$(id)\"} | url | Invalid or unsafe YouTube URL"
                })
        void ofTheAddress(String body, String field, String message) {
            assertThat(faults(body)).containsExactly(new Fault(field, message));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "null | duration_hint must be a number",
                    "\"213\" | duration_hint must be a number",
                    "true | duration_hint must be a number",
                    "false | duration_hint must be a number",
                    "[213] | duration_hint must be a number",
                    "{} | duration_hint must be a number",
                    "-1 | duration_hint must be at least 0",
                    "-0.001 | duration_hint must be at least 0",
                    "-1e300 | duration_hint must be at least 0",
                    "86400.001 | duration_hint cannot exceed 86400 seconds (24 hours)",
                    "86401 | duration_hint cannot exceed 86400 seconds (24 hours)",
                    "1e300 | duration_hint cannot exceed 86400 seconds (24 hours)",
                    "1e999 | duration_hint cannot exceed 86400 seconds (24 hours)"
                })
        void ofTheDuration(String hint, String message) {
            assertThat(faults("{" + URL + ",\"duration_hint\":" + hint + "}"))
                    .containsExactly(new Fault("duration_hint", message));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "7", "true", "[]", "{}"})
        void ofTheCookies(String cookies) {
            assertThat(faults("{" + URL + ",\"cookies\":" + cookies + "}"))
                    .containsExactly(new Fault("cookies", "cookies must be a string"));
        }

        @Test
        void ofTooManyCookies() {
            assertThat(faults("{" + URL + ",\"cookies\":\"" + "x".repeat(50_001) + "\"}"))
                    .containsExactly(new Fault("cookies", "cookies cannot exceed 50KB"));
        }

        @Test
        void isToldWithAllTheOthers_theFirstInTheMessage() {
            InvalidRequestException refused =
                    refused("{\"cookies\":7,\"duration_hint\":\"long\",\"url\":\"nonsense\"}");

            assertThat(refused.faults())
                    .containsExactly(
                            new Fault("url", "Invalid or unsafe YouTube URL"),
                            new Fault("duration_hint", "duration_hint must be a number"),
                            new Fault("cookies", "cookies must be a string"));
            assertThat(refused).hasMessage("url: Invalid or unsafe YouTube URL");
        }

        @Test
        void ofABodyThatIsNotDeclaredJson_isTheMissingAddress() {
            InvalidRequestException refused = Objects.requireNonNull(
                    catchThrowableOfType(InvalidRequestException.class, () -> SizeRequest.read(null, false)));

            assertThat(refused.faults()).containsExactly(new Fault("url", "URL is required"));
        }
    }

    @Nested
    final class ABrokenBody {
        @Test
        void isEmpty() {
            assertThat(refused("")).hasMessageContaining("empty");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    " ",
                    "{",
                    "{\"url\"}",
                    "{\"url\":}",
                    "{'url':'x'}",
                    "{\"a\":1,}",
                    "{\"a\":01}",
                    "{\"a\":+1}",
                    "{\"a\":NaN}",
                    "{\"a\":Infinity}",
                    "{\"a\":1e99999999999}",
                    "nonsense",
                    "\ufeff{}",
                    "url=https://youtu.be/dQw4w9WgXcQ",
                    "{} {}",
                    "{}x",
                    "{\"url\":\"https://youtu.be/dQw4w9WgXcQ\"}}"
                })
        void isNoJson(String body) {
            assertThat(refused(body).faults()).isEmpty();
            assertThat(refused(body)).hasMessage("Request body is not valid JSON");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "true", "7", "\"url\"", "[{}]"})
        void isNoObject(String body) {
            assertThat(refused(body).faults()).isEmpty();
            assertThat(refused(body)).hasMessage("Request body must be a JSON object");
        }

        @Test
        void isDeeperThanAnybodyNeeds() {
            assertThat(refused("[".repeat(60_000))).hasMessage("Request body is not valid JSON");
            assertThat(refused("{\"a\":".repeat(10_000))).hasMessage("Request body is not valid JSON");
            assertThat(refused("{" + URL + ",\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}"))
                    .hasMessage("Request body is not valid JSON");
        }

        @Test
        void hasANumberOfThousandsOfDigits() {
            assertThat(refused("{" + URL + ",\"duration_hint\":" + "9".repeat(5_000) + "}"))
                    .hasMessageMatching("Request body is not valid JSON|duration_hint: .*");
            assertThat(refused("{" + URL + ",\"duration_hint\":1e" + "9".repeat(50) + "}"))
                    .hasMessageMatching("Request body is not valid JSON|duration_hint: .*");
        }

        @Test
        void isNoUtf8() {
            byte[] bytes = "{\"url\":\"https://youtu.be/dQw4w9WgXcQ?x=\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
            byte[] utf16 = ("{" + URL + "}").getBytes(StandardCharsets.UTF_16);

            assertThat(onlyRefuses(utf16)).isTrue();
            onlyRefuses(bytes);
        }
    }

    @Property
    void anyBytes_areAQuestion_orRefused(@ForAll byte[] body) {
        onlyRefuses(body);
    }

    @Property(tries = 3000)
    void anythingLikeJson_isAQuestion_orRefused(@ForAll("nearlyJson") String body) {
        onlyRefuses(body.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        Arbitrary<String> pieces = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"url\"",
                "\"duration_hint\"",
                "\"cookies\"",
                URL,
                "null",
                "true",
                "1",
                "-1",
                "1e400",
                "0.5",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "\"x\"",
                " ",
                "\"",
                "\\");
        Arbitrary<String> soup = pieces.list().ofMaxSize(15).map(list -> String.join("", list));
        Arbitrary<String> object =
                pieces.list().ofMaxSize(6).map(list -> "{" + URL + ",\"duration_hint\":" + String.join("", list) + "}");
        return Arbitraries.oneOf(soup, object);
    }

    /** Whether {@code body} is refused; fails if anything but a refusal is thrown. */
    private static boolean onlyRefuses(byte[] body) {
        try {
            SizeRequest.read(body, false);
            return false;
        } catch (InvalidRequestException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return true;
        }
    }

    private static SizeQuestion read(String body) {
        return SizeRequest.read(body.getBytes(StandardCharsets.UTF_8), false);
    }

    private static List<Fault> faults(String body) {
        return refused(body).faults();
    }

    private static InvalidRequestException refused(String body) {
        @Nullable
        InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, () -> read(body));
        return Objects.requireNonNull(refused, "not refused");
    }
}
