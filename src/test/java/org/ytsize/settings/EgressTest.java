package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EgressTest {
    @Nested
    final class OfOne {
        @ParameterizedTest
        @CsvSource({
            "http://proxy_1:3128, http://proxy_1:3128",
            "http://me:pass@egress_proxy.my_stack:3128, http://egress_proxy.my_stack:3128",
            "socks5h://me:pass@proxy.example:1080, socks5h://proxy.example:1080",
            "socks5://[2001:db8::1]:1080, socks5://[2001:db8::1]:1080",
            "https://proxy.example:443/, https://proxy.example:443"
        })
        void isTheProxy_andIsCalledByItsAddressAlone(String url, String name) {
            Egress egress = egresses(url).get(0);

            assertThat(egress.proxy().map(Secret::reveal)).hasValue(url);
            assertThat(egress.name()).isEqualTo(name);
        }

        @Test
        void isTheHostsOwnAddress_whereItSaysDirect_orNothing() {
            assertThat(egresses("direct")).containsExactly(Egress.DIRECT);
            assertThat(egresses("")).containsExactly(Egress.DIRECT);
            assertThat(egresses(" , ")).containsExactly(Egress.DIRECT);
        }
    }

    @Nested
    final class OfSeveral {
        @Test
        void areAll_inTheirOrder() {
            assertThat(egresses("http://a:1, direct,socks5://me:pass@b:2"))
                    .extracting(Egress::name)
                    .containsExactly("http://a:1", "direct", "socks5://b:2");
        }

        /** As with a provider of addresses, where the user's name decides on the address. */
        @Test
        void haveNamesOfTheirOwn_thoughTheyDifferInTheirUsersAlone() {
            List<Egress> egresses = egresses("http://u1:p@gate:1,http://u2:p@gate:1,http://u3:p@gate:1");

            assertThat(egresses)
                    .extracting(Egress::name)
                    .containsExactly("http://gate:1", "http://gate:1 #2", "http://gate:1 #3");
            assertThat(egresses)
                    .extracting(egress -> egress.proxy().map(Secret::reveal).orElse(""))
                    .containsExactly("http://u1:p@gate:1", "http://u2:p@gate:1", "http://u3:p@gate:1");
        }
    }

    @Nested
    final class Refuses {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "proxy.example:3128",
                    "http://proxy.example",
                    "ftp://proxy.example:21",
                    "http://proxy.example:0",
                    "http://proxy.example:70000",
                    "http://proxy_1",
                    "http://proxy_1:0",
                    "http://proxy_1:70000",
                    "http://me_too@:3128",
                    "Direct"
                })
        void whatIsNoProxy_andSaysWhichOfTheListItIs(String text) {
            String rule =
                    "invalid settings: YTDLP_PROXY must be http://host:port, or the same with https, socks4 or socks5,"
                            + " or direct, or a comma list of these; number %d is none of them";

            assertThatThrownBy(() -> egresses(text))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessage(rule, 1);
            assertThatThrownBy(() -> egresses("direct,http://a:1," + text))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessage(rule, 3);
        }

        @Test
        void oneThatIsThereTwice() {
            assertThatThrownBy(() -> egresses("http://me:pass@a:1,direct,http://me:pass@a:1"))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessage("invalid settings: YTDLP_PROXY must not name one twice, as it does http://a:1");
        }
    }

    private static List<Egress> egresses(String list) {
        return Settings.from(name -> name.equals("YTDLP_PROXY") ? Optional.of(list) : Optional.empty())
                .ytDlp()
                .egresses();
    }
}
