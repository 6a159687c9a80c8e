package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VideoIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"dQw4w9WgXcQ", "-_-_-_-_-_-", "00000000000", "AAAAAAAAAAA", "zzzzzzzzzzz"})
    void isAnId_ofElevenPlainCharacters(String text) {
        assertThat(VideoId.parse(text)).hasValue(new VideoId(text));
        assertThat(new VideoId(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dQw4w9WgXc",
                "dQw4w9WgXcQQ",
                "dQw4w9WgXc ",
                "dQw4w9WgXcQ\n",
                "dQw4w9WgXc=",
                "dQw4w9WgXc.",
                "dQw4w9WgXc\u00fc",
                "dQw4w9WgXc\uff11",
                "../../../etc"
            })
    void isNoId_otherwise(String text) {
        assertThat(VideoId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new VideoId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void isAnId_whateverTheElevenCharactersAre(
            @ForAll
                    @CharRange(from = 'A', to = 'Z')
                    @CharRange(from = 'a', to = 'z')
                    @CharRange(from = '0', to = '9')
                    @Chars({'-', '_'})
                    @StringLength(11)
                    String text) {
        assertThat(VideoId.parse(text)).isPresent();
    }

    @Property
    void agreesWithItsConstructor_onAnyText(@ForAll @StringLength(min = 0, max = 13) String text) {
        boolean accepted = VideoId.parse(text).isPresent();

        if (accepted) {
            assertThat(new VideoId(text).value()).isEqualTo(text);
        } else {
            assertThatThrownBy(() -> new VideoId(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
