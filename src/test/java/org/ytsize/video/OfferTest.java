package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.ytsize.video.SampleFormat.picture;
import static org.ytsize.video.SampleFormat.sound;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.video.Offer.Choice;
import org.ytsize.video.Offer.Quality;

final class OfferTest {
    private static final SampleFormat SOUND = sound("251", 1_000L);

    @Nested
    final class Qualities {
        @Test
        void areTheLabels_theHighestFirst() {
            Offer offer = offer(
                    SOUND,
                    picture("394", 1L).label("144p"),
                    picture("398", 1L).label("720p"),
                    picture("302", 1L).label("720p60").frames(60),
                    picture("401", 1L).label("2160p60 HDR").frames(60));

            assertThat(offer.qualities())
                    .extracting(Quality::label)
                    .containsExactly("2160p60", "720p60", "720p", "144p");
            assertThat(offer.qualities()).extracting(Quality::framesPerSecond).containsExactly(60, 60, null, null);
            assertThat(offer.qualities()).extracting(Quality::lines).containsExactly(2160, 720, 720, 144);
        }

        @Test
        void haveEachCodec_withTheSoundOfTheTable() {
            Offer offer = offer(
                    SOUND,
                    picture("399", 10_000L).codec("av01.0.08M.08").label("1080p"),
                    picture("137", 30_000L).label("1080p"),
                    picture("248", 20_000L).codec("vp9").label("1080p"));

            assertThat(offer.qualities()).hasSize(1);
            assertThat(offer.qualities().get(0).choices())
                    .extracting(
                            Choice::codec,
                            choice -> choice.picture().id(),
                            choice -> choice.size().orElseThrow())
                    .containsExactly(
                            tuple("h264", "137", new SizeTable.Size(31_000, true)),
                            tuple("vp9", "248", new SizeTable.Size(21_000, true)),
                            tuple("av1", "399", new SizeTable.Size(11_000, true)));
        }

        @Test
        void haveTheBestStreamOfACodec_andHdrBesideIt() {
            SampleFormat plain = picture("248", 20_000L).codec("vp9").label("1080p");
            Offer offer = offer(
                    SOUND,
                    plain.id("356").label("1080p Premium"),
                    plain.id("335").label("1080p HDR").range("HDR10"),
                    plain.id("248-sr"),
                    plain);

            assertThat(offer.qualities().get(0).choices())
                    .extracting(choice -> choice.picture().id())
                    .containsExactly("248", "335");
        }

        @Test
        void areThereWithoutASize_whereNobodyKnowsTheDuration() {
            SampleFormat rate = picture("398", null).rate(8.0).label("720p");

            Choice unknown =
                    lasting(null, null, rate).qualities().get(0).choices().get(0);
            Choice hinted =
                    lasting(null, 100.0, rate).qualities().get(0).choices().get(0);

            assertThat(unknown.size()).isEmpty();
            assertThat(hinted.size()).contains(new SizeTable.Size(100_000, false));
        }

        @Test
        void ofPicturesWithSound_haveNoMoreAdded() {
            Offer offer = offer(SOUND, picture("18", 5_000L).alsoSounds().label("360p"));

            assertThat(offer.qualities().get(0).choices().get(0).size()).contains(new SizeTable.Size(5_000, true));
        }

        @Test
        void areCalledByTheirPixels_whereThereIsNoLabel() {
            Offer offer = offer(
                    SOUND,
                    picture("1", 1L).pixels(1920, 1080).frames(60),
                    picture("2", 1L).pixels(1920, 804).frames(30),
                    picture("3", 1L));

            assertThat(offer.qualities()).extracting(Quality::label).containsExactly("1080p60", "1080p");
        }
    }

    @Nested
    final class TheSound {
        @ParameterizedTest
        @CsvSource({
            "10, original language",
            "5, default language",
            "-1, only language",
            "0, only language",
        })
        void saysWhyItIsThatOne(int preference, String reason) {
            assertThat(reason(SOUND.preference(preference))).contains(reason + ", without DRC");
        }

        @Test
        void isTheOriginalOne_thoughOthersAreDefault() {
            Offer offer = offer(
                    sound("251-0", 900L).preference(5),
                    sound("251-1", 800L).preference(10),
                    sound("251-2", 700L).preference(-1));

            assertThat(offer.audio().map(audio -> audio.format().id())).contains("251-1");
            assertThat(offer.audio().map(Offer.Audio::bytes)).contains(800L);
        }

        @Test
        void admits_thatThereWasNoBetterOne() {
            assertThat(reason(SOUND.id("251-drc"))).contains("only language, only there with DRC");
            assertThat(reason(SOUND, SOUND.id("140").preference(-10)))
                    .contains("no original language is told, without DRC");
        }

        @Test
        void isNone_whereNoTrackHasASize() {
            assertThat(reason(sound("251", null))).isEmpty();
        }

        private Optional<String> reason(SampleFormat... sounds) {
            return offer(sounds).audio().map(Offer.Audio::reason);
        }
    }

    private static Offer offer(SampleFormat... formats) {
        return lasting(213.0, null, formats);
    }

    private static Offer lasting(@Nullable Double duration, @Nullable Double hint, SampleFormat... formats) {
        List<Format> all = Arrays.stream(formats).map(SampleFormat::format).toList();
        return Offer.of(new Video(new VideoId("dQw4w9WgXcQ"), "title", duration, "public", null, null, all), hint);
    }
}
