package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ytsize.video.SampleFormat.picture;
import static org.ytsize.video.SampleFormat.sound;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatTest {

    @ParameterizedTest
    @CsvSource({
        "251, 251",
        "250-0, 250",
        "251-drc, 251",
        "137-sr, 137",
        "140-dash, 140",
        "140-1, 140",
        "sb0, 0",
        "'', 0",
        "hls-137, 0",
        "99999999999999999999, 999999"
    })
    void tellsItsItag_byTheLeadingDigits(String id, int itag) {
        assertThat(picture(id, 1L).format().itag()).isEqualTo(itag);
    }

    @Test
    void hasAPicture_orASound_orBoth() {
        assertThat(picture("137", 1L).format()).matches(Format::hasVideo).matches(format -> !format.hasAudio());
        assertThat(sound("251", 1L).format()).matches(Format::hasAudio).matches(format -> !format.hasVideo());
        assertThat(picture("18", 1L).alsoSounds().format())
                .matches(Format::hasVideo)
                .matches(Format::hasAudio);
    }

    @Nested
    final class QualityLines {
        @ParameterizedTest
        @CsvSource({
            "1080p60, 1080",
            "1080p, 1080",
            "'1080p60, DRC', 1080",
            "'Default, 720p50', 720",
            "720p50, 720",
            "1440s, 1440",
            "1440s60, 1440",
            "144p, 144",
            "2160p60 HDR, 2160",
            "1080p Premium, 1080",
            "4320p, 4320"
        })
        void areThoseOfTheLabel_inTheNote(String note, int lines) {
            assertThat(picture("1", 1L).note(note).format().qualityLines()).hasValue(lines);
        }

        @ParameterizedTest
        @CsvSource({"low", "medium", "'English, ultralow'", "128k", "x1080", "11080p", "1080px", "'storyboard 48x27'"})
        void areUnknown_whereANoteHasNoLabel(String note) {
            assertThat(picture("1", 1L).note(note).format().qualityLines()).isEmpty();
        }

        @Test
        void areThoseOfYouTubesOwnLabel_beforeThoseOfTheNote() {
            Format format = picture("1", 1L).label("720p60").note("1080p").format();

            assertThat(format.qualityLines()).hasValue(720);
        }

        @ParameterizedTest
        @CsvSource({"1080, 1920, 1080p", "606, 1080, 1080p", "1920, 804, 1080p", "1920, 1078, 1080p", "640, 640, 480p"})
        void areThoseOfTheLabel_whereThePictureIsUprightOrCropped(int width, int height, String label) {
            Format format = picture("1", 1L).pixels(width, height).label(label).format();

            assertThat(format.qualityLines()).hasValue(Integer.parseInt(label.replace("p", "")));
        }

        @ParameterizedTest
        @CsvSource({
            "1920, 1080, 1080",
            "1080, 1920, 1080",
            "1920, 804, 1080",
            "1440, 1080, 1080",
            "256, 144, 144",
            "640, 360, 360",
            "854, 480, 480",
            "2560, 1440, 1440",
            "3840, 2160, 2160",
            "7680, 4320, 4320",
            "100, 40, 144"
        })
        void areThoseOfTheNearestStep_whereOnlyThePixelsAreKnown(int width, int height, int lines) {
            assertThat(picture("1", 1L).pixels(width, height).format().qualityLines())
                    .hasValue(lines);
        }

        @Test
        void areThoseOfTheHighestStep_whereThePictureIsAbsurdlyWide() {
            assertThat(picture("1", 1L).pixels(300_000_000, 144).format().qualityLines())
                    .hasValue(4320);
        }

        @Test
        void areUnknown_whereNothingIsKnown() {
            assertThat(picture("1", 1L).format().qualityLines()).isEmpty();
            assertThat(picture("1", 1L).pixels(0, 0).format().qualityLines()).isEmpty();
        }
    }

    @Nested
    final class Bytes {
        @Test
        void areYouTubesNumber_beforeAnyEstimate() {
            Format format = picture("1", 1000L).rate(8.0).format();

            assertThat(format.bytes(100.0)).hasValue(1000);
            assertThat(format.isExact()).isTrue();
        }

        @Test
        void areYtDlpsEstimate_beforeRateTimesDuration() {
            Format format = picture("1", null).approximately(2000).rate(8.0).format();

            assertThat(format.bytes(100.0)).hasValue(2000);
            assertThat(format.isExact()).isFalse();
        }

        @Test
        void areRateTimesDuration_withFractions() {
            Format format = picture("1", null).rate(1128.437).format();

            assertThat(format.bytes(213.061)).hasValue(Math.round(1128.437 * 125 * 213.061));
            assertThat(format.isExact()).isFalse();
        }

        @Test
        void areUnknown_withoutADuration() {
            assertThat(picture("1", null).rate(100.0).format().bytes(null)).isEmpty();
        }

        @Test
        void areUnknown_whereAllIsZero() {
            Format format = picture("1", 0L).approximately(0).rate(0.0).format();

            assertThat(format.bytes(100.0)).isEmpty();
            assertThat(format.isExact()).isFalse();
        }

        @Test
        void areUnknown_whereTheEstimateIsBeyondAnyNumber() {
            assertThat(picture("1", null).rate(1e300).format().bytes(1e10)).isEmpty();
            assertThat(picture("1", null).rate(Double.MAX_VALUE).format().bytes(10.0))
                    .isEmpty();
        }
    }

    @Nested
    final class Marks {
        @ParameterizedTest
        @CsvSource({"251-drc, ''", "251-DRC-1, ''", "251, 'medium, DRC'"})
        void itAsDrc_byIdOrNote(String id, String note) {
            assertThat(sound(id, 1L).note(note).format().isDrc()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"137-sr, ''", "137-sr-1, ''", "137, '1080p, AI-upscaled'"})
        void itAsUpscaled_byIdOrNote(String id, String note) {
            assertThat(picture(id, 1L).note(note).format().isUpscaled()).isTrue();
        }

        @Test
        void itAsPremium_byNoteOrLabel() {
            assertThat(picture("616", 1L).note("Premium").format().isPremium()).isTrue();
            assertThat(picture("616", 1L).label("1080p Premium").format().isPremium())
                    .isTrue();
        }

        @Test
        void itAsHdr_whereTheRangeIsWider() {
            assertThat(picture("335", 1L).range("HDR10").format().isHdr()).isTrue();
            assertThat(picture("137", 1L).range("SDR").format().isHdr()).isFalse();
            assertThat(sound("251", 1L).format().isHdr()).isFalse();
        }

        @Test
        void aPlainFormat_withNothing() {
            Format format = picture("140-1", 1L).format();

            assertThat(format.isDrc()).isFalse();
            assertThat(format.isUpscaled()).isFalse();
            assertThat(format.isPremium()).isFalse();
        }
    }

    @Property
    void neverThrows_whateverItIsCalled(@ForAll String id, @ForAll String note, @ForAll String label) {
        Format format = picture(id, 1L).note(note).label(label).format();

        assertThat(format.itag()).isBetween(0, 999_999);
        format.qualityLines().ifPresent(lines -> assertThat(lines).isBetween(0, 9_999));
    }

    @Property(tries = 3000)
    void hasPositiveNumbersOrNone_whateverIsKnownOfIt(
            @ForAll @IntRange(min = 0) int width,
            @ForAll @IntRange(min = 0) int height,
            @ForAll double rate,
            @ForAll double duration) {
        Format format = picture("1", null).pixels(width, height).rate(rate).format();

        format.qualityLines().ifPresent(lines -> assertThat(lines).isBetween(144, 4320));
        format.bytes(duration).ifPresent(size -> assertThat(size).isPositive());
    }
}
