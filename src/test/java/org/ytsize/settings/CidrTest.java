package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.1.2.3/8, 10.200.0.1, true",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.6/31, 192.0.2.7, true",
        "192.0.2.6/31, 192.0.2.8, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1/32, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8:0:8000::/49, 2001:db8:0:ffff::1, true",
        "2001:db8:0:8000::/49, 2001:db8:0:7fff::1, false",
        "::1, ::1, true",
        "::1/128, ::2, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false"
    })
    void contains_whatHasTheSameLeadingBits(String block, String address, boolean contained) {
        assertThat(block(block).contains(address(address))).isEqualTo(contained);
    }

    @Test
    void aMappedAddress_isTheIpv4AddressInIt() {
        assertThat(address("::ffff:10.0.0.1")).isEqualTo(address("10.0.0.1"));
        assertThat(address("::ffff:a00:1")).isEqualTo(address("10.0.0.1"));
        assertThat(block("10.0.0.0/8").contains(address("::ffff:10.9.9.9"))).isTrue();
        assertThat(block("::ffff:10.0.0.1").contains(address("10.0.0.1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/8 ",
                " 10.0.0.0/8",
                "10.0.0.0/0008",
                "10.0.0.0/\u0661",
                "10.0.0.0/255.0.0.0",
                "10.0.0/8",
                "2001:db8::/129",
                "localhost/8",
                "*"
            })
    void parse_isEmpty_whereThereIsNoBlock(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Nested
    final class Literal {
        @ParameterizedTest
        @ValueSource(
                strings = {"192.0.2.1", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:DB8::1", "1:2:3:4:5:6:7:8"})
        void isAnAddress_thatIsWrittenOut(String text) {
            assertThat(Cidr.literal(text)).isPresent();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "localhost",
                    "example.org",
                    "192.0.2",
                    "192.0.2.1.",
                    ".192.0.2.1",
                    "192.0.2.256",
                    "192.0.2.-1",
                    "192.0.2.0x1",
                    "192.0.2.\u0661",
                    "3221225985",
                    "192.0.2.1:80",
                    "[::1]",
                    "::1%lo",
                    "::g",
                    ":",
                    ":::",
                    "1::2::3",
                    "1:2:3:4:5:6:7",
                    "1:2:3:4:5:6:7:8:9",
                    "12345::",
                    "::1.2.3",
                    ".:1",
                    "beef.example:1",
                    "192.0.2.1 ",
                    "192.0.2.1\u0000"
                })
        void isEmpty_forAnythingElse(String text) {
            assertThat(Cidr.literal(text)).isEmpty();
        }

        @Property
        void neverThrows(@ForAll String text) {
            assertThat(Cidr.literal(text))
                    .satisfies(address -> address.ifPresent(found -> assertThat(text.codePoints()
                                    .allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':'))
                            .isTrue()));
        }

        /**
         * A caller can write anything into X-Forwarded-For; if it were looked up, the caller could have us ask a name server of his. The hosts file
         * given to the child stands for that server: it knows the only kind of name that could get so far.
         */
        @Test
        void asksNoNameServer_evenForWhatLooksNearlyLikeAnAddress(@TempDir Path directory)
                throws IOException, InterruptedException {
            Path hosts = Files.writeString(directory.resolve("hosts"), "192.0.2.99 .:1\n192.0.2.99 ..:a\n");
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-Djdk.net.hosts.file=" + hosts,
                            "-cp",
                            System.getProperty("java.class.path"),
                            LookingUp.class.getName())
                    .inheritIO()
                    .start();

            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        }
    }

    /** Run in a process of its own, with a hosts file of its own: exits 1 if a name was looked up. */
    static final class LookingUp {
        private LookingUp() {}

        public static void main(String[] arguments) throws IOException {
            boolean hostsFileWorks =
                    InetAddress.getByName(".:1").getHostAddress().equals("192.0.2.99");
            if (!hostsFileWorks) {
                System.exit(2);
            }
            boolean lookedUp =
                    Cidr.literal(".:1").isPresent() || Cidr.literal("..:a").isPresent();
            System.exit(lookedUp ? 1 : 0);
        }
    }

    /** The definition, with numbers instead of bytes. */
    @Property
    void contains_agreesWithArithmetic(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] candidate, @ForAll @IntRange(max = 32) int prefix)
            throws IOException {
        byte[] near = candidate.clone();
        System.arraycopy(network, 0, near, 0, prefix / 8);
        InetAddress address = InetAddress.getByAddress(near);

        boolean contained = block(InetAddress.getByAddress(network).getHostAddress() + "/" + prefix)
                .contains(address);

        BigInteger difference = new BigInteger(1, network).xor(new BigInteger(1, near));
        assertThat(contained).isEqualTo(difference.shiftRight(32 - prefix).signum() == 0);
    }

    private static Cidr block(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static InetAddress address(String text) {
        Optional<InetAddress> address = Cidr.literal(text);
        assertThat(address).isPresent();
        return address.get();
    }
}
