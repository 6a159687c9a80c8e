package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CookiesTest {
    private static final String HEADER = "# Netscape HTTP Cookie File\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".youtube.com",
                "youtube.com",
                "www.youtube.com",
                "YouTube.com",
                ".youtube-nocookie.com",
                ".google.com",
                "accounts.google.com",
                ".google.de",
                ".google.co.uk",
                "#HttpOnly_.youtube.com"
            })
    void keeps_whatBelongsToYouTubeOrGoogle(String domain) {
        String line = cookie(domain);

        assertThat(Cookies.parse(line).map(Cookies::netscapeText)).hasValue(HEADER + line + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                ".notyoutube.com",
                "youtube.com.evil.example",
                "youtube.community",
                "evilgoogle.com",
                "google.evil",
                "google.com.evil.example",
                "#HttpOnly_example.org",
                "#HttpOnly_#HttpOnly_.youtube.com",
                "# .youtube.com",
                ""
            })
    void drops_whatBelongsToOthers(String domain) {
        assertThat(Cookies.parse(cookie(domain))).isEmpty();
    }

    @Test
    void drops_whatIsNoCookieLine() {
        assertThat(Cookies.parse("")).isEmpty();
        assertThat(Cookies.parse("SID=abc; HSID=def")).isEmpty();
        assertThat(Cookies.parse("# Netscape HTTP Cookie File\n# comment\n\n")).isEmpty();
        assertThat(Cookies.parse(".youtube.com TRUE / TRUE 0 SID abc")).isEmpty();
        assertThat(Cookies.parse(".youtube.com\tTRUE\t/\tTRUE\t0\tSID")).isEmpty();
        assertThat(Cookies.parse(cookie(".youtube.com") + "\tmore")).isEmpty();
        assertThat(Cookies.parse("[{\"domain\":\".youtube.com\",\"name\":\"SID\"}]"))
                .isEmpty();
    }

    @Test
    void keepsTheGoodLines_amongBrokenOnes() {
        String good = cookie(".youtube.com");
        String httpOnly = cookie("#HttpOnly_.google.com");

        assertThat(Cookies.parse("junk\r\n" + good + "\r\n" + cookie(".example.org") + "\n\n" + httpOnly)
                        .map(Cookies::netscapeText))
                .hasValue(HEADER + good + "\n" + httpOnly + "\n");
    }

    @Test
    void hideThemselves() {
        assertThat(Cookies.parse(cookie(".youtube.com")).orElseThrow()).hasToString("(hidden)");
    }

    @Property
    void pass_nothingButWholeLines(@ForAll String before, @ForAll String after) {
        String text = before + "\n" + cookie(".youtube.com") + "\n" + after;

        assertThat(Cookies.parse(text).orElseThrow().netscapeText().lines().skip(1))
                .allSatisfy(line -> assertThat(text.lines()).contains(line))
                .contains(cookie(".youtube.com"));
    }

    private static String cookie(String domain) {
        return domain + "\tTRUE\t/\tTRUE\t1900000000\tSID\ts3cr3t";
    }
}
