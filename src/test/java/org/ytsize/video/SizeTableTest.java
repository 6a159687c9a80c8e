package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ytsize.video.SampleFormat.picture;
import static org.ytsize.video.SampleFormat.sound;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SizeTableTest extends SizeTableScene {
    @Nested
    final class ByItag {
        @ParameterizedTest
        @CsvSource({
            "S144P, 394",
            "S240P, 395",
            "S360P, 396",
            "S480P, 397",
            "S720P, 398",
            "S1080P, 299",
            "S1080P, 303",
            "S1080P, 399",
            "S1440P, 308",
            "S1440P, 400",
            "S1080P_299, 299",
            "S1080P_303, 303",
            "S1080P_399, 399",
            "S1440P_308, 308",
            "S1440P_400, 400"
        })
        void aRow_isItsPictureAndTheSound(Row row, String itag) {
            SizeTable table = table(SOUND, picture(itag, 50_000L));

            assertThat(table.bytes(row)).hasValue(51_000);
        }

        @Test
        void aRow_isItsItag_thoughOthersHaveTheLabel() {
            SizeTable table = table(
                    SOUND,
                    picture("398", 50_000L).codec("av01.0.05M.08").label("720p"),
                    picture("136", 90_000L).label("720p"));

            assertThat(table.bytes(Row.S720P)).hasValue(51_000);
        }

        @Test
        void s1080p_isTheFirstOf299And303And399() {
            SampleFormat h264 = picture("299", 30_000L);
            SampleFormat vp9 = picture("303", 20_000L).codec("vp9");
            SampleFormat av1 = picture("399", 10_000L).codec("av01.0.08M.08");

            assertThat(table(SOUND, av1, vp9, h264).bytes(Row.S1080P)).hasValue(31_000);
            assertThat(table(SOUND, av1, vp9).bytes(Row.S1080P)).hasValue(21_000);
            assertThat(table(SOUND, av1).bytes(Row.S1080P)).hasValue(11_000);
        }

        @Test
        void s1440p_isTheFirstOf308And400() {
            SampleFormat vp9 = picture("308", 20_000L).codec("vp9");
            SampleFormat av1 = picture("400", 10_000L).codec("av01.0.12M.08");

            assertThat(table(SOUND, av1, vp9).bytes(Row.S1440P)).hasValue(21_000);
            assertThat(table(SOUND, av1).bytes(Row.S1440P)).hasValue(11_000);
        }

        @Test
        void theNextItag_standsIn_whereTheFirstHasNoSize() {
            SizeTable table = table(SOUND, picture("299", null), picture("303", 20_000L));

            assertThat(table.bytes(Row.S1080P)).hasValue(21_000);
            assertThat(table.bytes(Row.S1080P_299)).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(names = {"S1080P_299", "S1080P_303", "S1080P_399", "S1440P_308", "S1440P_400"})
        void anExactRow_neverFallsBack(Row row) {
            SizeTable table = table(
                    SOUND,
                    picture("137", 50_000L).label("1080p60").pixels(1920, 1080),
                    picture("271", 60_000L).label("1440p60").pixels(2560, 1440));

            assertThat(table.bytes(row)).isEmpty();
            assertThat(table.bytes(Row.S1080P)).hasValue(51_000);
            assertThat(table.bytes(Row.S1440P)).hasValue(61_000);
        }

        @Test
        void aSuffix_changesNothing() {
            SizeTable table = table(sound("251-0", 1_000L), picture("399-dash", 50_000L));

            assertThat(table.bytes(Row.S1080P_399)).hasValue(51_000);
        }

        @Test
        void thePlainStream_isTakenBeforeAnUpscaledOneOfTheSameItag() {
            SizeTable table = table(SOUND, picture("399-sr", 90_000L), picture("399", 50_000L));

            assertThat(table.bytes(Row.S1080P)).hasValue(51_000);
        }
    }

    @Nested
    final class ByLabel {
        // Neither the numbers nor the rates are in the order of the families: nothing else may decide.
        private final SampleFormat h264 = picture("936", 30_000L).label("720p").rate(100.5);
        private final SampleFormat vp9 =
                picture("747", 20_000L).codec("vp9").label("720p").rate(200.5);
        private final SampleFormat av1 =
                picture("498", 10_000L).codec("av01.0.05M.08").label("720p").rate(300.5);

        @Test
        void h264_goesBeforeVp9_andVp9BeforeAv1() {
            assertThat(table(SOUND, av1, vp9, h264).bytes(Row.S720P)).hasValue(31_000);
            assertThat(table(SOUND, av1, vp9).bytes(Row.S720P)).hasValue(21_000);
            assertThat(table(SOUND, av1).bytes(Row.S720P)).hasValue(11_000);
        }

        @Test
        void anUprightPicture_isARowByItsLabel() {
            SizeTable table = table(
                    SOUND,
                    h264.pixels(720, 1280),
                    picture("137", 60_000L).label("1080p").pixels(1080, 1920));

            assertThat(table.bytes(Row.S720P)).hasValue(31_000);
            assertThat(table.bytes(Row.S1080P)).hasValue(61_000);
        }

        @Test
        void aCroppedPicture_isARowByItsLabel() {
            SizeTable table =
                    table(SOUND, picture("137", 60_000L).label("1080p").pixels(1920, 804));

            assertThat(table.bytes(Row.S1080P)).hasValue(61_000);
            assertThat(table.bytes(Row.S720P)).isEmpty();
        }

        @Test
        void upscaled_comesLast() {
            SampleFormat upscaled = picture("136-sr", 90_000L).label("720p");

            assertThat(table(SOUND, upscaled, av1).bytes(Row.S720P)).hasValue(11_000);
            assertThat(table(SOUND, upscaled).bytes(Row.S720P)).hasValue(91_000);
        }

        @Test
        void premium_comesAfterWhatEverybodyGets() {
            SampleFormat premium = picture("616", 90_000L).codec("vp9").label("1080p Premium");
            SampleFormat av1 = picture("499", 10_000L).codec("av01.0.08M.08").label("1080p");

            assertThat(table(SOUND, premium, av1).bytes(Row.S1080P)).hasValue(11_000);
            assertThat(table(SOUND, premium).bytes(Row.S1080P)).hasValue(91_000);
        }

        @Test
        void hdr_comesAfterTheSameFamilyWithout_butIsARow() {
            SampleFormat hdr =
                    picture("335", 90_000L).codec("vp9.2").range("HDR10").label("1080p60 HDR");
            SampleFormat sdr = picture("248", 40_000L).codec("vp9").label("1080p");

            assertThat(table(SOUND, hdr, sdr).bytes(Row.S1080P)).hasValue(41_000);
            assertThat(table(SOUND, hdr).bytes(Row.S1080P)).hasValue(91_000);
        }

        @Test
        void anExactSize_goesBeforeAnEstimate() {
            SampleFormat estimate =
                    picture("232", null).approximately(90_000).label("720p").frames(60);

            assertThat(table(SOUND, estimate, h264).bytes(Row.S720P)).hasValue(31_000);
        }

        @Test
        void moreFrames_thenTheHigherRate_goFirst() {
            SampleFormat slow = h264.frames(30).rate(900.0);
            SampleFormat fast =
                    picture("298", 50_000L).label("720p60").frames(60).rate(800.0);
            SampleFormat faster =
                    picture("297", 60_000L).label("720p60").frames(60).rate(950.5);

            assertThat(table(SOUND, slow, fast, faster).bytes(Row.S720P)).hasValue(61_000);
            assertThat(table(SOUND, slow, fast).bytes(Row.S720P)).hasValue(51_000);
        }

        @Test
        void aCombinedStream_getsNoSoundAdded() {
            SizeTable table = table(SOUND, picture("18", 40_000L).alsoSounds().label("360p"));

            assertThat(table.bytes(Row.S360P)).hasValue(40_000);
        }

        @Test
        void aHigherQuality_isNoRow() {
            assertThat(table(SOUND, picture("313", 90_000L).codec("vp9").label("2160p"))
                            .sizes())
                    .isEmpty();
        }
    }

    @Nested
    final class Duration {
        @Test
        void isRounded_toWholeSeconds() {
            assertThat(lasting(212.5, null).durationSeconds()).isEqualTo(213);
            assertThat(lasting(213.4, null).durationSeconds()).isEqualTo(213);
        }

        @Test
        void isTheHint_whereYtDlpHasNone() {
            assertThat(lasting(null, 99.6).durationSeconds()).isEqualTo(100);
            assertThat(lasting(12.0, 99.6).durationSeconds()).isEqualTo(12);
            assertThat(lasting(null, null).durationSeconds()).isNull();
        }
    }

    @Nested
    final class Extremes {
        @Test
        void nothing_isEmpty() {
            assertThat(table().isEmpty()).isTrue();
            assertThat(table(SOUND).isEmpty()).isTrue();
            assertThat(table(SOUND, picture("398", null)).isEmpty()).isTrue();
            assertThat(table(picture("398", 1L)).isEmpty()).isFalse();
        }

        @Test
        void aSumBeyondAnyNumber_isNoSize() {
            SizeTable table = table(SOUND, picture("398", Long.MAX_VALUE - 500), picture("397", 5_000L));

            assertThat(table.bytes(Row.S720P)).isEmpty();
            assertThat(table.bytes(Row.S480P)).hasValue(6_000);
        }

        @Test
        void theLargestSum_isASize() {
            assertThat(table(SOUND, picture("398", Long.MAX_VALUE - 1_000)).bytes(Row.S720P))
                    .hasValue(Long.MAX_VALUE);
        }
    }

    @Nested
    final class Rough {
        @Test
        void isNothing_thatIsExactAndBeyond360Lines() {
            assertThat(table(SOUND, picture("396", 1L), picture("397", 2L)).isRough())
                    .isFalse();
            assertThat(table(SOUND, picture("399", 2L)).isRough()).isFalse();
        }

        @Test
        void isWhatHasAnEstimate() {
            assertThat(lasting(10.0, null, SOUND, picture("398", null).rate(8.0))
                            .isRough())
                    .isTrue();
            assertThat(table(sound("251", null).approximately(5L), picture("398", 50_000L))
                            .isRough())
                    .isTrue();
        }

        @Test
        void isWhatHasNothingBeyond360Lines() {
            assertThat(table(SOUND, picture("394", 1L), picture("396", 2L)).isRough())
                    .isTrue();
            assertThat(table(SOUND).isRough()).isTrue();
        }
    }

    /** yt-dlp promises no order, so none may matter. */
    @Property(tries = 200)
    void order_doesNotMatter(@ForAll long seed, @ForAll @LongRange(min = 1, max = 1L << 40) long bytes) {
        List<SampleFormat> formats = new ArrayList<>(List.of(
                SOUND,
                sound("251-drc", 3_000L),
                sound("140", 2_000L),
                picture("136", bytes).label("720p"),
                picture("247", bytes / 2 + 1).codec("vp9").label("720p"),
                picture("137-sr", bytes).label("1080p"),
                picture("137", bytes + 1).label("1080p"),
                picture("18", 9_000L).alsoSounds().label("360p")));
        SizeTable straight = table(formats.toArray(SampleFormat[]::new));

        Collections.shuffle(formats, new Random(seed));

        assertThat(table(formats.toArray(SampleFormat[]::new))).isEqualTo(straight);
    }
}
