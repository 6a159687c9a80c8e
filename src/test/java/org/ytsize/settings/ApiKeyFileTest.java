package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiKeyFileTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final String DIGEST = ApiKey.digestOf("a key of sixteen characters and more");

    private final List<String> faults = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("replaced");

    @Test
    void saysAllOfAKey() throws IOException {
        ApiKey key = only("""
                {"name": "a.B-1_", "sha256": "%s", "limit": 600, "windowMs": 5000,
                 "cidrs": ["192.0.2.0/24", "2001:db8::/32"], "expires": "2027-06-30T00:00:00Z"}""".formatted(DIGEST));

        assertThat(key.name()).isEqualTo("a.B-1_");
        assertThat(key.digest()).isEqualTo(DIGEST);
        assertThat(key.limit()).hasValue(new RateLimitSettings(Duration.ofSeconds(5), 600));
        Instant before = Instant.parse("2027-06-29T23:59:59Z");
        assertThat(key.isGood(Cidr.literal("192.0.2.7"), before)).isTrue();
        assertThat(key.isGood(Cidr.literal("2001:db8::1"), before)).isTrue();
        assertThat(key.isGood(Cidr.literal("192.0.3.7"), before)).isFalse();
        assertThat(key.isGood(Optional.empty(), before)).isFalse();
        assertThat(key.isGood(Cidr.literal("192.0.2.7"), before.plusSeconds(1))).isFalse();
    }

    @Test
    void saysLittleOfAKey_thatIsGoodEverywhereAndForEver() throws IOException {
        ApiKey key = only("{\"name\": \"a\", \"sha256\": \"%s\"}".formatted(DIGEST.toUpperCase(java.util.Locale.ROOT)));

        assertThat(key.digest()).isEqualTo(DIGEST);
        assertThat(key.limit()).isEmpty();
        assertThat(key.isGood(Optional.empty(), Instant.MAX)).isTrue();
    }

    @Test
    void hasABound() throws IOException {
        assertThat(read(entries(ApiKeyFile.MOST_KEYS)).keys()).hasSize(ApiKeyFile.MOST_KEYS);
        assertThat(faults).isEmpty();

        read(entries(ApiKeyFile.MOST_KEYS + 1));
        assertThat(faults).containsExactly("has more than 1000 keys");
    }

    @Test
    void aLimitWithoutAWindow_hasThatOfAll() throws IOException {
        assertThat(only("{\"name\": \"a\", \"sha256\": \"%s\", \"limit\": 1}".formatted(DIGEST))
                        .limit())
                .hasValue(new RateLimitSettings(WINDOW, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"name\": \"\", \"sha256\": \"D\"}' | name must be 1 to 40 letters, digits, dots, _ or -",
                "'{\"name\": \"a b\", \"sha256\": \"D\"}' | name must be 1 to 40 letters, digits, dots, _ or -",
                "'{\"name\": 7, \"sha256\": \"D\"}' | name must be 1 to 40 letters, digits, dots, _ or -",
                "'{\"sha256\": \"D\"}' | name must be 1 to 40 letters, digits, dots, _ or -",
                "'{\"name\": \"a\"}' | sha256 must be 64 hexadecimal digits",
                "'{\"name\": \"a\", \"sha256\": \"the key itself\"}' | sha256 must be 64 hexadecimal digits",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"limit\": 0}' | limit must be a whole number from 1 to 1000000",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"limit\": 1.5}' | limit must be a whole number from 1 to 1000000",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"limit\": \"9\"}' | limit must be a whole number from 1 to 1000000",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"limit\": 1e99}' | limit must be a whole number from 1 to 1000000",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"limit\": 9, \"windowMs\": 1}'"
                        + " | windowMs must be a whole number from 1000 to 86400000",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"windowMs\": 1000}' | windowMs needs a limit",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"cidrs\": \"10.0.0.1\"}' | cidrs must list addresses or CIDR blocks",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"cidrs\": []}' | cidrs must list addresses or CIDR blocks",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"cidrs\": [\"here\"]}' | cidrs must list addresses or CIDR blocks",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"expires\": \"2027-01-31\"}'"
                        + " | expires must be a time such as 2027-01-31T00:00:00Z",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"expires\": \"2027-01-31T00:00:00+18:01\"}'"
                        + " | expires must be a time such as 2027-01-31T00:00:00Z",
                "'{\"name\": \"a\", \"sha256\": \"D\", \"limits\": 9}' | \"limits\" is not known"
            })
    void aFaultOfAKey_isNamedByPlaceAndRule(String entry, String fault) throws IOException {
        read("{\"keys\": [" + entry.replace("\"D\"", '"' + DIGEST + '"') + "]}");

        assertThat(faults).containsExactly("keys[0]." + fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "'{'",
                "'[]'",
                "'{}'",
                "'{\"keys\": {}}'",
                "'{\"keys\": []} {\"keys\": []}'",
                "'{\"keys\": [{\"limit\": 1e99999999999}]}'"
            })
    void whatIsNoListOfKeys_isNamed(String content) throws IOException {
        read(content);

        assertThat(faults).contains("must be a JSON object with a list \"keys\", and nothing behind it");
    }

    /** JSON-P has bounds of its own, and an exception of another kind for each. */
    @Test
    void whatIsTooLongOrTooDeep_isNamed() throws IOException {
        for (String value :
                List.of("[".repeat(5_000) + "]".repeat(5_000), "9".repeat(5_000), "1." + "9".repeat(5_000))) {
            faults.clear();

            read("{\"keys\": [{\"name\": \"a\", \"sha256\": \"" + DIGEST + "\", \"limit\": " + value + "}]}");

            assertThat(faults).isNotEmpty();
        }
    }

    @Test
    void whatIsNotThere_isNamed() {
        ApiKeyFile.read(directory.resolve("none"), WINDOW, faults::add);

        assertThat(faults).containsExactly("cannot be read: NoSuchFileException");
    }

    @Test
    void namesAndKeys_mayNotBeThereTwice_norIsTheVariablesNameFree() throws IOException {
        read("""
                {"keys": [{"name": "a", "sha256": "%1$s"}, {"name": "b", "sha256": "%1$s"},
                          {"name": "a", "sha256": "%2$s"}, {"name": "default", "sha256": "%3$s"}]}""".formatted(DIGEST, ApiKey.digestOf("2"), ApiKey.digestOf("3")));

        assertThat(faults)
                .containsExactlyInAnyOrder(
                        "has the key of b twice",
                        "has the name a twice, or it is that of API_KEY",
                        "has the name default twice, or it is that of API_KEY");
    }

    private static String entries(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "{\"name\": \"k%d\", \"sha256\": \"%s\"}".formatted(i, ApiKey.digestOf("key " + i)))
                .collect(Collectors.joining(",", "{\"keys\": [", "]}"));
    }

    private ApiKey only(String entry) throws IOException {
        List<ApiKey> keys = read("{\"keys\": [" + entry + "]}").keys();
        assertThat(faults).isEmpty();
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    private ApiKeyFile read(String content) throws IOException {
        return ApiKeyFile.read(Files.writeString(directory.resolve("keys.json"), content), WINDOW, faults::add);
    }
}
