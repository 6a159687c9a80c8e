package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VideoUrlTest {
    private static final String ID = "dQw4w9WgXcQ";
    private static final Optional<VideoId> FOUND = Optional.of(new VideoId(ID));

    @Nested
    final class Finds {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://m.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://youtu.be/dQw4w9WgXcQ"
                })
        void theVideo_onEachHost(String url) {
            assertThat(VideoUrl.videoId(url)).isEqualTo(FOUND);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://www.youtube.com/shorts/dQw4w9WgXcQ",
                    "https://www.youtube.com/live/dQw4w9WgXcQ",
                    "https://www.youtube.com/embed/dQw4w9WgXcQ",
                    "https://m.youtube.com/shorts/dQw4w9WgXcQ/",
                    "https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share",
                    "https://youtu.be/dQw4w9WgXcQ?si=abc&t=42",
                    "https://youtu.be/dQw4w9WgXcQ/",
                    "https://youtu.be/dQw4w9WgXcQ#t=42"
                })
        void theVideo_inEachPath(String url) {
            assertThat(VideoUrl.videoId(url)).isEqualTo(FOUND);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s",
                    "https://www.youtube.com/watch?t=42s&v=dQw4w9WgXcQ",
                    "https://www.youtube.com/watch?list=PL123&index=4&v=dQw4w9WgXcQ&pp=abc%3D",
                    "https://www.youtube.com/watch?&&v=dQw4w9WgXcQ&",
                    "https://www.youtube.com/watch/?v=dQw4w9WgXcQ",
                    "https://www.youtube.com/watch?v=dQw4w9WgXcQ#comments",
                    "https://www.youtube.com/watch?dev=1&v=dQw4w9WgXcQ&v=AAAAAAAAAAA"
                })
        void theVideo_whateverOtherParametersThereAre(String url) {
            assertThat(VideoUrl.videoId(url)).isEqualTo(FOUND);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://WWW.YouTube.COM/watch?v=dQw4w9WgXcQ",
                    "HTTPS://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://YOUTU.BE/dQw4w9WgXcQ"
                })
        void theVideo_whereSchemeOrHostAreInCapitals(String url) {
            assertThat(VideoUrl.videoId(url)).isEqualTo(FOUND);
        }

        @Test
        void theVideo_inAnAddressOfExactly200Characters() {
            String url = paddedTo(VideoUrl.MAX_LENGTH);

            assertThat(url).hasSize(200);
            assertThat(VideoUrl.videoId(url)).isEqualTo(FOUND);
        }
    }

    @Nested
    final class Refuses {
        @Test
        void anAddress_of201Characters() {
            assertThat(VideoUrl.videoId(paddedTo(201))).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "http\u017f://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "//www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "ftp://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "file:///etc/passwd?v=dQw4w9WgXcQ",
                    "javascript:https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    " https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https:/www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https:\\\\www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "",
                    "dQw4w9WgXcQ"
                })
        void whatIsNotHttps(String url) {
            assertThat(VideoUrl.videoId(url)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://vimeo.com/watch?v=dQw4w9WgXcQ",
                    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
                    "https://evilyoutube.com/watch?v=dQw4w9WgXcQ",
                    "https://gaming.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
                    "https://www.youtu.be/dQw4w9WgXcQ",
                    "https://www.youtube.com./watch?v=dQw4w9WgXcQ",
                    "https://youtube/watch?v=dQw4w9WgXcQ",
                    "https:///watch?v=dQw4w9WgXcQ",
                    "https://127.0.0.1/watch?v=dQw4w9WgXcQ",
                    "https://www.youtube.\u1d04om/watch?v=dQw4w9WgXcQ",
                    "https://www.youtube%2ecom/watch?v=dQw4w9WgXcQ"
                })
        void anyOtherHost(String url) {
            assertThat(VideoUrl.videoId(url)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://www.youtube.com:443/watch?v=dQw4w9WgXcQ",
                    "https://www.youtube.com:/watch?v=dQw4w9WgXcQ",
                    "https://user@www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://user:secret@www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
                    "https://youtu.be:80/dQw4w9WgXcQ"
                })
        void aPort_orUserInformation(String url) {
            assertThat(VideoUrl.videoId(url)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ";", "|", "`", "$", "(", ")", "{", "}", "[", "]", "<", ">", "\\", " ", "\t", "\n", "\r", "\u0000",
                    "\u007f", "../", "file://"
                })
        void whatMayHurt_evenInAParameterThatNobodyReads(String forbidden) {
            String harmless = "https://www.youtube.com/watch?v=" + ID + "&x=";
            assertThat(VideoUrl.videoId(harmless)).isEqualTo(FOUND);

            assertThat(VideoUrl.videoId(harmless + forbidden)).isEmpty();
            assertThat(VideoUrl.videoId(harmless + forbidden + "y")).isEmpty();
            assertThat(VideoUrl.videoId(harmless + "#" + forbidden)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://www.youtube.com/",
                    "https://www.youtube.com",
                    "https://www.youtube.com/watch",
                    "https://www.youtube.com/watch?",
                    "https://www.youtube.com/watch?v=",
                    "https://www.youtube.com/watch?v=dQw4w9WgXc",
                    "https://www.youtube.com/watch?v=dQw4w9WgXcQQ",
                    "https://www.youtube.com/watch?V=dQw4w9WgXcQ",
                    "https://www.youtube.com/watch?vv=dQw4w9WgXcQ",
                    "https://www.youtube.com/watch?x=&u=v=dQw4w9WgXcQ",
                    "https://www.youtube.com/watch#v=dQw4w9WgXcQ",
                    "https://www.youtube.com/WATCH?v=dQw4w9WgXcQ",
                    "https://www.youtube.com/watch/dQw4w9WgXcQ",
                    "https://www.youtube.com/v/dQw4w9WgXcQ",
                    "https://www.youtube.com/shorts/",
                    "https://www.youtube.com/shorts/dQw4w9WgXcQ/more",
                    "https://www.youtube.com/shorts/dQw4w9WgXc",
                    "https://www.youtube.com/playlist?list=PL123",
                    "https://www.youtube.com/@channel",
                    "https://youtu.be/",
                    "https://youtu.be/watch?v=dQw4w9WgXcQ",
                    "https://youtu.be/dQw4w9WgXcQ/more",
                    "https://youtu.be?v=dQw4w9WgXcQ"
                })
        void whatIsNoAddressOfOneVideo(String url) {
            assertThat(VideoUrl.videoId(url)).isEmpty();
        }

        /** Taking the second would let somebody show one video to a reader and ask for another. */
        @Test
        void aBrokenFirstId_evenIfAGoodOneFollows() {
            assertThat(VideoUrl.videoId("https://www.youtube.com/watch?v=x&v=" + ID))
                    .isEmpty();
        }
    }

    @Property(tries = 2000)
    void neverThrows_andFindsOnlyWhatIsThere(@ForAll("nearlyAddresses") String url) {
        VideoUrl.videoId(url).ifPresent(id -> {
            assertThat(url).contains(id.value()).hasSizeLessThanOrEqualTo(VideoUrl.MAX_LENGTH);
            assertThat(url.toLowerCase(Locale.ROOT)).startsWith("https://");
        });
    }

    @Property
    void neverThrows_onAnyText(@ForAll String text) {
        assertThat(VideoUrl.videoId(text)).isEmpty();
    }

    @Provide
    Arbitrary<String> nearlyAddresses() {
        Arbitrary<String> pieces = Arbitraries.of(
                "https://",
                "http://",
                "www.youtube.com",
                "youtu.be",
                "m.youtube.com",
                "evil.example",
                "/",
                "?",
                "&",
                "#",
                "v=",
                "watch",
                "shorts/",
                "/watch?v=",
                ID,
                "AAAAAAAAAAA",
                "@",
                ":443",
                "%2e",
                "../",
                ";",
                "\n",
                "\u00e9",
                ".",
                "=");
        Arbitrary<String> soup = pieces.list().ofMaxSize(12).map(list -> String.join("", list));
        Arbitrary<String> start = Arbitraries.of(
                "", "https://www.youtube.com/watch?", "https://youtu.be/", "https://www.youtube.com/shorts/");
        return Combinators.combine(start, soup).as((head, tail) -> head + tail);
    }

    private static String paddedTo(int length) {
        String start = "https://www.youtube.com/watch?v=" + ID + "&x=";
        return start + "y".repeat(length - start.length());
    }
}
