package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.settings.Secret;

final class RedactionTest {
    @Nested
    final class OfCookies {
        @Test
        void hidesTheirValues_andNothingElse() {
            assertThat(ofCookie("s3cr3t").in("skipping entry: .youtube.com\tTRUE\tSID\ts3cr3t"))
                    .isEqualTo("skipping entry: .youtube.com\tTRUE\tSID\t***");
        }

        @Test
        void hidesTheWholeOfAValue_thatBeginsLikeAnother() {
            Redaction redaction = new Redaction(
                    Cookies.parse(line("s3cr3t") + "\n#HttpOnly_" + line("s3cr3t-and-more")), Optional.empty());

            assertThat(redaction.in("s3cr3t-and-more s3cr3t")).isEqualTo("*** ***");
        }

        @Test
        void leavesShortValues() {
            assertThat(ofCookie("video").in("Private video")).isEqualTo("Private video");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "back\\slash\\\\twice",
                    "qu'ote",
                    "qu\"ote",
                    "qu'o\"te",
                    "umlaut-\u00fc\u20ac",
                    "\ud83d\ude00smile",
                    "\u00a0\u0007\u007f bell",
                    "$1 (a|b)* [x"
                })
        void knowsThem_asPythonQuotesThem(String value) throws Exception {
            String quoted = repr(line(value) + "\n");

            assertThat(ofCookie(value).in(quoted))
                    .isEqualTo(repr(line("@").replace("@", "***") + "\n").replace('\'', quoted.charAt(0)));
        }

        /** What a caller sends must not keep us busy: each of these would, if the pattern could go on in two ways. */
        @Property(tries = 20)
        void isQuick_whateverTheyAre(
                @ForAll @CharRange(from = '\\', to = '\\') @StringLength(min = 30, max = 60) String value) {
            assertThat(ofCookie(value + "x").in("\\".repeat(3_000))).hasSize(3_000);
        }

        private String repr(String text) throws IOException {
            Process python = new ProcessBuilder(
                            "python3", "-X", "utf8", "-c", "import sys; print(repr(sys.stdin.read()), end='')")
                    .start();
            python.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            python.getOutputStream().close();
            return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Nested
    final class OfAProxy {
        private final Redaction redaction =
                new Redaction(Optional.empty(), Optional.of(new Secret("http://me:p%40ssw0rd@proxy.example:3128")));

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://me:p%40ssw0rd@proxy.example:3128",
                    "me:p%40ssw0rd@proxy.example:3128",
                    "proxy.example:3128",
                    "p%40ssw0rd",
                    "me:p@ssw0rd"
                })
        void hidesIt_inWhole_andInPart(String part) {
            assertThat(redaction.in("Invalid proxy url \"" + part + "\": no"))
                    .isEqualTo("Invalid proxy url \"***\": no");
        }

        @Test
        void leavesWhatOthersMayRead() {
            String text = "ProxyError: Unable to connect to proxy";

            assertThat(redaction.in(text)).isEqualTo(text);
        }
    }

    private static Redaction ofCookie(String value) {
        return new Redaction(Cookies.parse(line(value)), Optional.empty());
    }

    private static String line(String value) {
        return ".youtube.com\tTRUE\t/\tTRUE\t0\tSID\t" + value;
    }
}
