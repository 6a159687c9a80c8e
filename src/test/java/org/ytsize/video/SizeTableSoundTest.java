package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ytsize.video.SampleFormat.picture;
import static org.ytsize.video.SampleFormat.sound;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SizeTableSoundTest extends SizeTableScene {
    @Nested
    final class Sound {
        private final SampleFormat picture = picture("398", 100_000L);

        @Test
        void is251_thoughOthersAreLarger() {
            assertThat(sizeWith(sound("140", 2_000L).rate(300.0), sound("251", 1_000L), sound("774", 9_000L)))
                    .isEqualTo(101_000);
        }

        @Test
        void is140_where251IsMissing() {
            assertThat(sizeWith(sound("250", 3_000L).rate(900.0), sound("140", 2_000L)))
                    .isEqualTo(102_000);
        }

        @Test
        void isTheBestThereIs_whereBothAreMissing() {
            assertThat(sizeWith(
                            sound("249", 1_000L).rate(50.4),
                            sound("250", 2_000L).rate(70.6),
                            sound("139", 3_000L).rate(48.7)))
                    .isEqualTo(102_000);
        }

        @Test
        void isTheOriginalLanguage_onADubbedVideo() {
            assertThat(sizeWith(
                            sound("251-0", 5_000L).preference(-1),
                            sound("251-1", 1_000L).preference(10),
                            sound("251-2", 7_000L).preference(5),
                            sound("251-3", 9_000L).preference(-10)))
                    .isEqualTo(101_000);
        }

        @Test
        void isTheOriginalLanguage_evenInALesserCodec() {
            assertThat(sizeWith(
                            sound("251-0", 5_000L).preference(-1),
                            sound("140-1", 2_000L).preference(10)))
                    .isEqualTo(102_000);
        }

        @Test
        void hasNoDrc_whereThereIsTheSameWithout() {
            assertThat(sizeWith(sound("251-drc", 5_000L).rate(999.0), sound("251", 1_000L)))
                    .isEqualTo(101_000);
            assertThat(sizeWith(sound("251-drc", 5_000L), sound("140", 2_000L))).isEqualTo(102_000);
            assertThat(sizeWith(sound("251-drc", 5_000L))).isEqualTo(105_000);
        }

        @Test
        void isNever_thatOfACombinedStream() {
            assertThat(sizeWith(picture("18", 9_000L).alsoSounds().label("360p")))
                    .isEqualTo(100_000);
        }

        @Test
        void isLeftOut_whereThereIsNone() {
            assertThat(sizeWith()).isEqualTo(100_000);
        }

        @Test
        void isTheNext_whereTheFirstHasNoSize() {
            assertThat(sizeWith(sound("251", null), sound("140", 2_000L))).isEqualTo(102_000);
        }

        private long sizeWith(SampleFormat... sounds) {
            List<SampleFormat> formats = new ArrayList<>(Arrays.asList(sounds));
            formats.add(picture);
            return table(formats.toArray(SampleFormat[]::new)).bytes(Row.S720P).orElseThrow();
        }
    }

    @Nested
    final class SoundWithoutASize {
        @Test
        void leavesThePicture_asAnEstimate() {
            SizeTable table = table(sound("251", null), picture("398", 50_000L));

            assertThat(size(table, Row.S720P)).isEqualTo(new SizeTable.Size(50_000, false));
        }

        @Test
        void changesNothing_whereThereIsNoSound_orThePictureHasItsOwn() {
            assertThat(size(table(picture("398", 50_000L)), Row.S720P).exact()).isTrue();
            assertThat(size(
                                    table(
                                            sound("251", null),
                                            picture("18", 9_000L).alsoSounds().label("360p")),
                                    Row.S360P)
                            .exact())
                    .isTrue();
        }
    }

    @Nested
    final class Estimates {
        @Test
        void areFlagged_whereverTheyComeFrom() {
            SampleFormat estimate = picture("398", null).approximately(50_000);
            SampleFormat guessedSound = sound("251", null).approximately(1_000);

            assertThat(size(table(SOUND, picture("398", 50_000L)), Row.S720P).exact())
                    .isTrue();
            assertThat(size(table(SOUND, estimate), Row.S720P).exact()).isFalse();
            assertThat(size(table(guessedSound, picture("398", 50_000L)), Row.S720P)
                            .exact())
                    .isFalse();
        }

        @Test
        void areRateTimesDuration_withFractions() {
            SizeTable table = lasting(
                    213.061,
                    null,
                    sound("251", null).rate(129.537),
                    picture("398", null).rate(1128.25));

            assertThat(table.bytes(Row.S720P))
                    .hasValue(Math.round(129.537 * 125 * 213.061) + Math.round(1128.25 * 125 * 213.061));
        }

        @Test
        void useTheHint_onlyWhereYtDlpHasNoDuration() {
            SampleFormat format = picture("398", null).rate(8.0);

            assertThat(lasting(null, 100.0, format).bytes(Row.S720P)).hasValue(100_000);
            assertThat(lasting(50.0, 100.0, format).bytes(Row.S720P)).hasValue(50_000);
            assertThat(lasting(null, null, format).bytes(Row.S720P)).isEmpty();
        }
    }
}
