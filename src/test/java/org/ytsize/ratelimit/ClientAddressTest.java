package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.settings.Cidr;

final class ClientAddressTest {
    private static final String PROXY = "10.0.0.1";
    private static final String CLIENT = "203.0.113.7";

    private final ClientAddress addresses = new ClientAddress(Stream.of("10.0.0.0/8", "2001:db8:ffff::/48", "fe80::/10")
            .map(Cidr::parse)
            .flatMap(Optional::stream)
            .toList());

    @Nested
    final class OfAnUntrustedPeer {
        @ParameterizedTest
        @ValueSource(strings = {"198.51.100.1", "10.0.0.1", "127.0.0.1", "garbage", "", ",", "::1"})
        void isThePeer_whateverItClaims(String header) {
            assertThat(addresses.of(CLIENT, header)).isEqualTo(CLIENT);
        }

        @Test
        void isThePeer_withoutAHeader() {
            assertThat(addresses.of(CLIENT, null)).isEqualTo(CLIENT);
        }
    }

    @Nested
    final class OfATrustedPeer {
        @Test
        void isTheProxy_withoutAHeader() {
            assertThat(addresses.of(PROXY, null)).isEqualTo(PROXY);
        }

        @Test
        void isWhatTheProxyWrote() {
            assertThat(addresses.of(PROXY, CLIENT)).isEqualTo(CLIENT);
        }

        @Test
        void isTheFirstFromTheRight_thatIsNoProxy() {
            assertThat(addresses.of(PROXY, CLIENT + ", 10.2.2.2, 10.3.3.3")).isEqualTo(CLIENT);
        }

        @Test
        void isNotChanged_byWhatTheClientSent() {
            assertThat(addresses.of(PROXY, "198.51.100.1, 10.9.9.9, " + CLIENT)).isEqualTo(CLIENT);
            assertThat(addresses.of(PROXY, "garbage,,;'\"," + CLIENT)).isEqualTo(CLIENT);
        }

        @Test
        void isTheLeftmostProxy_whereNobodyElseIsNamed() {
            assertThat(addresses.of(PROXY, "10.5.5.5,10.2.2.2")).isEqualTo("10.5.5.5");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "unknown", "_hidden", "203.0.113", "203.0.113.7.1", "-", "[", "a.example"})
        void isTheProxy_whereItWroteNoAddress(String header) {
            assertThat(addresses.of(PROXY, header)).isEqualTo(PROXY);
            assertThat(addresses.of(PROXY, CLIENT + "," + header)).isEqualTo(PROXY);
        }

        @ParameterizedTest
        @CsvSource({
            "203.0.113.7:4711, 203.0.113.7",
            "[2001:db8::7]:4711, 2001:db8:0:0:0:0:0:7",
            "[2001:db8::7], 2001:db8:0:0:0:0:0:7",
            "2001:DB8::7, 2001:db8:0:0:0:0:0:7",
            "::ffff:203.0.113.7, 203.0.113.7",
            "[::ffff:203.0.113.7]:4711, 203.0.113.7",
            "' 203.0.113.7\t', 203.0.113.7"
        })
        void isWrittenInOneWay_howeverTheProxyWroteIt(String written, String client) {
            assertThat(addresses.of(PROXY, written)).isEqualTo(client);
        }

        @Test
        void isFound_thoughThePeerIsMappedOrHasAZone() {
            assertThat(addresses.of("::ffff:10.0.0.1", CLIENT)).isEqualTo(CLIENT);
            assertThat(addresses.of("fe80:0:0:0:0:0:0:1%eth0", CLIENT)).isEqualTo(CLIENT);
            assertThat(addresses.of("2001:db8:ffff::1", CLIENT)).isEqualTo(CLIENT);
        }

        @Test
        void isWalkedTo_onlySoFar() {
            String manyProxies = String.join(",", Collections.nCopies(10_000, "10.0.0.2"));

            assertThat(addresses.of(PROXY, CLIENT + "," + manyProxies)).isEqualTo("10.0.0.2");
        }
    }

    @Test
    void isThePeer_whereThatIsNoAddress() {
        assertThat(addresses.of("unix:", CLIENT)).isEqualTo("unix:");
    }

    /** What stands left of the proxy's own word is the client's, and must not change anything. */
    @Property
    void neverDepends_onWhatStandsLeftOfTheClient(@ForAll String sent) {
        assertThat(addresses.of(PROXY, sent + "," + CLIENT)).isEqualTo(CLIENT);
    }

    @Property
    void isAlwaysAnAddress_whateverTheHeader(@ForAll String header) {
        assertThat(Cidr.literal(addresses.of(PROXY, header))).isPresent();
    }

    @Nested
    final class Key {
        @Test
        void isTheAddress_ofAnIpv4Client() {
            assertThat(ClientAddress.key(CLIENT)).isEqualTo(CLIENT);
        }

        @ParameterizedTest
        @CsvSource({
            "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
            "2001:db8:1:2:ffff:ffff:ffff:ffff, 2001:db8:1:2::/64",
            "2001:db8:0:0:0:0:0:7, 2001:db8:0:0::/64",
            "::1, 0:0:0:0::/64"
        })
        void isTheNetwork_ofAnIpv6Client(String address, String key) {
            assertThat(ClientAddress.key(address)).isEqualTo(key);
        }

        @Test
        void differs_fromOneNetworkToTheNext() {
            assertThat(ClientAddress.key("2001:db8:1:2::1")).isNotEqualTo(ClientAddress.key("2001:db8:1:3::1"));
        }

        @Test
        void isTheTextItself_whereThatIsNoAddress() {
            assertThat(ClientAddress.key("unix:")).isEqualTo("unix:");
        }

        @Test
        void isThatOfTheIpv4Address_forAMappedOne() {
            assertThat(ClientAddress.key("::ffff:203.0.113.7")).isEqualTo(CLIENT);
        }
    }

    @Test
    void isThePeer_whereNobodyIsTrusted() {
        assertThat(new ClientAddress(List.of()).of(PROXY, CLIENT)).isEqualTo(PROXY);
    }
}
