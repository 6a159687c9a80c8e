package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.JobResult.Outcome;
import org.ytsize.extract.LogLine.Level;
import org.ytsize.video.Format;
import org.ytsize.video.Video;
import org.ytsize.video.VideoId;

final class ResultReaderTest {
    private static final VideoId ASKED = new VideoId("dQw4w9WgXcQ");
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final ResultReader reader = new ResultReader(InstantSource.fixed(NOW));

    @Nested
    final class AnEndingThatIsNotYtDlps {
        @ParameterizedTest
        @CsvSource({
            "MISSING, TOOL_MISSING",
            "USAGE, TOOL_USAGE",
            "TIMEOUT, TIMEOUT",
            "CRASHED, TOOL_CRASH",
            "TOO_LARGE, TOO_LARGE",
            "GARBAGE, BAD_OUTPUT",
            "CANCELLED, TIMEOUT"
        })
        void isAFailureOfThisHost(Outcome outcome, FailureKind kind) {
            assertThat(failure(JobResult.of(outcome, "detail")).kind()).isEqualTo(kind);
        }

        @ParameterizedTest
        @EnumSource
        void neverThrows(Outcome outcome) {
            assertThat(reader.read(ASKED, JobResult.of(outcome, ""))).isNotNull();
        }

        @Test
        void hasYtDlpsLastWords_asItsDetail() {
            JobResult result = new JobResult(
                    Outcome.TIMEOUT,
                    null,
                    List.of(new LogLine(Level.WARNING, "first"), new LogLine(Level.WARNING, "last")),
                    "");

            assertThat(failure(result).detail()).isEqualTo("last");
        }
    }

    @Nested
    final class WithoutMetadata {
        @Test
        void theLogDecides() {
            assertThat(failure(done(null, "[youtube] x: Private video")).kind()).isEqualTo(FailureKind.PRIVATE);
        }

        @Test
        void anUnknownError_meansThatYtDlpIsBroken() {
            assertThat(failure(done(null, "expected string or bytes-like object, got 'NoneType'"))
                            .kind())
                    .isEqualTo(FailureKind.EXTRACTOR_BROKEN);
        }

        @Test
        void silence_makesNoSense() {
            assertThat(failure(done(null)).kind()).isEqualTo(FailureKind.BAD_OUTPUT);
        }
    }

    @Nested
    final class WithMetadata {
        @Test
        void isAVideo_withItsFormats() {
            Video video = video(info().add("title", "Title")
                    .add("duration", 213.061)
                    .add("availability", "public")
                    .add(
                            "formats",
                            formats(Json.createObjectBuilder()
                                    .add("format_id", "137")
                                    .add("vcodec", "avc1.640028")
                                    .add("acodec", "none")
                                    .add("filesize", 12_345)
                                    .add("filesize_approx", 12_340)
                                    .add("tbr", 463.5)
                                    .add("width", 1920)
                                    .add("height", 1080)
                                    .add("fps", 30)
                                    .add("dynamic_range", "SDR")
                                    .add("language_preference", -1)
                                    .add("format_note", "1080p")
                                    .add("quality_label", "1080p"))));

            assertThat(video)
                    .isEqualTo(new Video(
                            ASKED,
                            "Title",
                            213.061,
                            "public",
                            null,
                            List.of(new Format(
                                    "137",
                                    "avc1.640028",
                                    null,
                                    12_345L,
                                    12_340L,
                                    463.5,
                                    1920,
                                    1080,
                                    30,
                                    "SDR",
                                    -1,
                                    "1080p",
                                    "1080p"))));
        }

        @Test
        void needsNothing_butAnIdAndOneSize() {
            Video video = video(info().add("formats", formats(sound().add("filesize", 1))));

            assertThat(video.title()).isEmpty();
            assertThat(video.durationSeconds()).isNull();
            assertThat(video.availability()).isNull();
            assertThat(video.uploaded()).isNull();
            assertThat(video.formats()).hasSize(1);
        }

        @Test
        void tellsWhenItWasUploaded_byTheSecondOrElseTheDay() {
            JsonArrayBuilder one = formats(sound().add("filesize", 1));

            assertThat(video(info().add("formats", one)
                                    .add("timestamp", 1_256_453_853)
                                    .add("upload_date", "20010101"))
                            .uploaded())
                    .isEqualTo("2009-10-25T06:57:33Z");
        }

        @ParameterizedTest
        @CsvSource({
            "20091025, 2009-10-25T00:00:00Z",
            "20091325, ",
            "2009-10-25, ",
            "'', ",
        })
        void tellsTheDayOfItsUpload_ifItIsOne(String day, @Nullable Instant expected) {
            Video video = video(info().add("formats", formats(sound().add("filesize", 1)))
                    .add("timestamp", "no number")
                    .add("upload_date", day));

            assertThat(video.uploaded()).isEqualTo(expected);
        }

        @Test
        void leavesOutStoryboards_andWhatHasNoId() {
            Video video = video(info().add(
                            "formats",
                            formats(
                                    sound().add("filesize", 1),
                                    Json.createObjectBuilder()
                                            .add("format_id", "sb0")
                                            .add("vcodec", "none")
                                            .add("acodec", "none"),
                                    Json.createObjectBuilder()
                                            .add("acodec", "opus")
                                            .add("filesize", 5),
                                    sound().add("format_id", 251).add("filesize", 5))));

            assertThat(video.formats()).extracting(Format::id).containsExactly("251");
        }

        @Test
        void aboutAnotherVideo_isNoAnswer() {
            JsonObject other = Json.createObjectBuilder()
                    .add("id", "AAAAAAAAAAA")
                    .add("formats", formats(sound().add("filesize", 1)))
                    .build();

            assertThat(failure(done(other)).kind()).isEqualTo(FailureKind.BAD_OUTPUT);
            assertThat(failure(done(JsonValue.EMPTY_JSON_OBJECT)).kind()).isEqualTo(FailureKind.BAD_OUTPUT);
        }
    }

    @Nested
    final class ALiveVideo {
        @Test
        void hasNoSizeYet() {
            assertThat(failureOf(info().add("live_status", "is_live"))).isEqualTo(FailureKind.LIVE);
            assertThat(failureOf(info().add("is_live", true))).isEqualTo(FailureKind.LIVE);
        }

        @Test
        void isAnOrdinaryOne_onceItIsOver() {
            Video video = video(info().add("live_status", "was_live")
                    .add("is_live", false)
                    .add("formats", formats(sound().add("filesize", 1))));

            assertThat(video.formats()).hasSize(1);
        }

        @Test
        void isBeingProcessed_justAfterItsEnd() {
            assertThat(failureOf(info().add("live_status", "post_live").add("formats", formats(sound()))))
                    .isEqualTo(FailureKind.PROCESSING);
        }

        @Test
        void isFound_justAfterItsEnd_ifItHasSizesAlready() {
            assertThat(video(info().add("live_status", "post_live").add("formats", formats(sound().add("filesize", 1))))
                            .formats())
                    .hasSize(1);
        }
    }

    @Nested
    final class AnUpcomingVideo {
        @ParameterizedTest
        @CsvSource({
            "1, PT1S",
            "3600, PT1H",
            "86400, PT24H",
            "86401, PT24H",
            "31536000, PT24H",
            "-1, PT10M",
            "-86400, PT10M"
        })
        void isToBeAskedForAgain_whenItStarts(long secondsFromNow, Duration wait) {
            JsonObjectBuilder info = info().add("live_status", "is_upcoming")
                    .add("release_timestamp", NOW.getEpochSecond() + secondsFromNow);

            Failure failure = failure(done(info.build()));

            assertThat(failure.kind()).isEqualTo(FailureKind.UPCOMING);
            assertThat(failure.retryAfter()).isEqualTo(wait);
        }

        @Test
        void isToBeAskedForAgainSoon_whereNobodySaysWhenItStarts() {
            JsonObjectBuilder without = info().add("live_status", "is_upcoming");
            JsonObjectBuilder absurd = info().add("live_status", "is_upcoming").add("release_timestamp", 1e300);
            JsonObjectBuilder text = info().add("live_status", "is_upcoming").add("release_timestamp", "soon");

            assertThat(failure(done(without.build())).retryAfter()).isEqualTo(Duration.ofMinutes(10));
            assertThat(failure(done(absurd.build())).retryAfter()).isEqualTo(Duration.ofMinutes(10));
            assertThat(failure(done(text.build())).retryAfter()).isEqualTo(Duration.ofMinutes(10));
        }

        @Test
        void isStillToBeAskedForAgain_whereItStartsThisVeryMoment() {
            JsonObjectBuilder info =
                    info().add("live_status", "is_upcoming").add("release_timestamp", NOW.getEpochSecond());

            assertThat(failure(done(info.build())).retryAfter()).isPositive();
        }
    }

    @Nested
    final class WithoutSizes {
        @Test
        void theLogDecides() {
            assertThat(failure(done(info().build(), "[youtube] x: Private video"))
                            .kind())
                    .isEqualTo(FailureKind.PRIVATE);
        }

        @Test
        void noFormats_andNoReason_meansThatNoneWereOffered() {
            assertThat(failureOf(info())).isEqualTo(FailureKind.NO_FORMATS);
            assertThat(failureOf(info().add("formats", formats()))).isEqualTo(FailureKind.NO_FORMATS);
            assertThat(failureOf(info().addNull("formats"))).isEqualTo(FailureKind.NO_FORMATS);
        }

        @Test
        void formatsWithoutAnySize_meanThatNoneIsTold() {
            assertThat(failureOf(info().add("duration", 60).add("formats", formats(sound()))))
                    .isEqualTo(FailureKind.NO_SIZES);
        }

        @Test
        void aRate_isAsGoodAsASize_sinceTheCallerMayKnowTheDuration() {
            assertThat(video(info().add("formats", formats(sound().add("tbr", 129.5))))
                            .formats())
                    .hasSize(1);
        }

        @Test
        void aWarning_doesNotSpoilWhatHasSizes() {
            JsonObject info =
                    info().add("formats", formats(sound().add("filesize", 1))).build();

            assertThat(reader.read(ASKED, done(info, "[youtube] x: n challenge solving failed")))
                    .isInstanceOf(Extraction.Found.class);
        }
    }

    /** Whatever types yt-dlp may come to use for whatever field, there is an answer. */
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void neverThrows_whateverTheTypes(
            @ForAll("fields") Map<String, JsonValue> fields, @ForAll("fields") Map<String, JsonValue> formatFields) {
        JsonObjectBuilder format =
                Json.createObjectBuilder().add("acodec", "opus").add("format_id", "251");
        formatFields.forEach(format::add);
        JsonObjectBuilder info = info();
        fields.forEach(info::add);
        if (!fields.containsKey("formats")) {
            info.add("formats", formats(format));
        }

        assertThat(reader.read(ASKED, done(info.build()))).isNotNull();
    }

    @Provide
    Arbitrary<Map<String, JsonValue>> fields() {
        Arbitrary<String> names = Arbitraries.of(
                "id",
                "title",
                "duration",
                "live_status",
                "is_live",
                "release_timestamp",
                "availability",
                "formats",
                "format_id",
                "filesize",
                "filesize_approx",
                "tbr",
                "vcodec",
                "acodec",
                "width",
                "height",
                "fps",
                "dynamic_range",
                "language_preference",
                "format_note",
                "quality_label");
        return Arbitraries.maps(names, values(2)).ofMaxSize(6);
    }

    private static Arbitrary<JsonValue> values(int depth) {
        Arbitrary<JsonValue> plain = Arbitraries.oneOf(
                Arbitraries.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.FALSE),
                Arbitraries.strings().ofMaxLength(20).map(Json::createValue),
                Arbitraries.of("is_upcoming", "is_live", "post_live", "none", "dQw4w9WgXcQ", "251")
                        .map(Json::createValue),
                Arbitraries.longs().map(Json::createValue),
                Arbitraries.doubles().map(Json::createValue),
                Arbitraries.of(
                                "1e5000",
                                "-1e5000",
                                "1e-5000",
                                "0.4",
                                "-0.0",
                                "9223372036854775808",
                                "31556889864403199")
                        .map(text -> Json.createValue(new BigDecimal(text))));
        if (depth == 0) {
            return plain;
        }
        Arbitrary<JsonValue> nested = values(depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(4, plain),
                Tuple.of(1, nested.list().ofMaxSize(3).map(items -> {
                    JsonArrayBuilder array = Json.createArrayBuilder();
                    items.forEach(array::add);
                    return array.build();
                })),
                Tuple.of(
                        1,
                        nested.map(value -> Json.createObjectBuilder()
                                .add("format_id", value)
                                .add("vcodec", value)
                                .build())));
    }

    private Failure failure(JobResult result) {
        Extraction extraction = reader.read(ASKED, result);
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        return ((Extraction.Failed) extraction).failure();
    }

    private FailureKind failureOf(JsonObjectBuilder info) {
        return failure(done(info.build())).kind();
    }

    private Video video(JsonObjectBuilder info) {
        Extraction extraction = reader.read(ASKED, done(info.build()));
        assertThat(extraction).isInstanceOf(Extraction.Found.class);
        return ((Extraction.Found) extraction).video();
    }

    private static JobResult done(@Nullable JsonObject info, String... errors) {
        List<LogLine> log = Arrays.stream(errors)
                .map(text -> new LogLine(Level.ERROR, text))
                .toList();
        return new JobResult(Outcome.DONE, info, log, "");
    }

    private static JsonObjectBuilder info() {
        return Json.createObjectBuilder().add("id", ASKED.value());
    }

    private static JsonObjectBuilder sound() {
        return Json.createObjectBuilder().add("format_id", "251").add("acodec", "opus");
    }

    private static JsonArrayBuilder formats(JsonObjectBuilder... formats) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (JsonObjectBuilder format : formats) {
            array.add(format);
        }
        return array;
    }
}
