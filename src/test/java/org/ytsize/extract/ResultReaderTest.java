package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
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

final class ResultReaderTest extends ResultReaderScene {
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
                    .add("live_status", "was_live")
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
                                    .add("quality_label", "1080p")
                                    .add("language", "es")
                                    .add("ext", "mp4"))));

            assertThat(video)
                    .isEqualTo(new Video(
                            ASKED,
                            "Title",
                            213.061,
                            "public",
                            "was_live",
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
                                    "1080p",
                                    "es",
                                    "mp4"))));
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
        void aboutAnotherVideo_isAboutTheTrailerOfAPaidOne() {
            JsonObject trailer = Json.createObjectBuilder()
                    .add("id", "AAAAAAAAAAA")
                    .add("formats", formats(sound().add("filesize", 1)))
                    .build();

            assertThat(failure(done(trailer)).kind()).isEqualTo(FailureKind.PAYMENT_REQUIRED);
        }

        @Test
        void aboutNoVideo_isNoAnswer() {
            JsonObject other = Json.createObjectBuilder().add("id", "a channel").build();

            assertThat(failure(done(other)).kind()).isEqualTo(FailureKind.BAD_OUTPUT);
            assertThat(failure(done(JsonValue.EMPTY_JSON_OBJECT)).kind()).isEqualTo(FailureKind.BAD_OUTPUT);
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
}
