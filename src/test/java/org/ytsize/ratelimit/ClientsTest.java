package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.settings.ApiKey;
import org.ytsize.settings.RateLimitSettings;
import org.ytsize.settings.Settings;
import org.ytsize.stub.Quiet;

/** As whom a request is counted, with keys in a variable and in a file that changes. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
final class ClientsTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ApiKeys.class.getName());

    private static final String ADDRESS = "192.0.2.1";
    private static final String OF_VARIABLE = "the one of the variable";
    private static final RateLimitSettings EVERYBODY = new RateLimitSettings(Duration.ofMinutes(1), 20);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2027-01-01T00:00:00Z"));

    @TempDir
    private Path directory;

    private Path file;
    private ApiKeys keys;
    private Clients clients;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("keys.json");
        replace(entry("partner", "key of partner", ", \"limit\": 600"), entry("extension", "key of extension", ""));
        Map<String, String> variables = Map.of("API_KEY", OF_VARIABLE, "API_KEYS_FILE", file.toString());
        Settings settings = Settings.from(name -> Optional.ofNullable(variables.get(name)));
        keys = new ApiKeys(settings.access(), settings.rateLimit().window(), now::get);
        clients = new Clients(settings.rateLimit(), keys);
    }

    @Test
    void withoutAKey_orWithNobodys_byAddress() {
        Client anybody = new Client(ADDRESS, EVERYBODY, Optional.empty());

        assertThat(clients.of(ADDRESS, null)).isEqualTo(anybody);
        assertThat(clients.of(ADDRESS, "nobody's key at all")).isEqualTo(anybody);
        assertThat(clients.of(ADDRESS, "")).isEqualTo(anybody);
        assertThat(keys.uses()).isEmpty();
    }

    @Test
    void withAKeyThatHasALimit_byThatKey_fromWherever() {
        Client partner =
                new Client("key:partner", new RateLimitSettings(Duration.ofMinutes(1), 600), Optional.of("partner"));

        assertThat(clients.of(ADDRESS, "key of partner")).isEqualTo(partner);
        assertThat(clients.of("2001:db8::1", "key of partner")).isEqualTo(partner);
        assertThat(keys.uses()).containsExactly(Map.entry("partner", 2L));
    }

    @Test
    void withAKeyThatHasNone_byAddress_andItsNameIsKnown() {
        assertThat(clients.of(ADDRESS, "key of extension"))
                .isEqualTo(new Client(ADDRESS, EVERYBODY, Optional.of("extension")));
        assertThat(clients.of(ADDRESS, OF_VARIABLE)).isEqualTo(new Client(ADDRESS, EVERYBODY, Optional.of("default")));
    }

    @Test
    void aKeyThatHasExpired_isNone() throws IOException {
        replace(entry("partner", "key of partner", ", \"expires\": \"2027-01-02T00:00:00Z\""));
        keys.check();
        assertThat(clients.of(ADDRESS, "key of partner").apiKey()).hasValue("partner");

        now.updateAndGet(instant -> instant.plus(Duration.ofDays(1)));

        assertThat(clients.of(ADDRESS, "key of partner").apiKey()).isEmpty();
    }

    @Test
    void aKeyFromElsewhere_isNone() throws IOException {
        replace(entry("partner", "key of partner", ", \"cidrs\": [\"192.0.2.0/30\"]"));
        keys.check();

        assertThat(clients.of(ADDRESS, "key of partner").apiKey()).hasValue("partner");
        assertThat(clients.of("192.0.2.4", "key of partner").apiKey()).isEmpty();
        assertThat(clients.of("not-an-address", "key of partner").apiKey()).isEmpty();
    }

    @Test
    void aFileThatChanges_isReadAgain() throws IOException {
        replace(entry("newcomer", "key of newcomer", ""));

        keys.check();

        assertThat(clients.of(ADDRESS, "key of newcomer").apiKey()).hasValue("newcomer");
        assertThat(clients.of(ADDRESS, "key of partner").apiKey()).isEmpty();
        assertThat(clients.of(ADDRESS, OF_VARIABLE).apiKey()).hasValue("default");
    }

    @Test
    void aFileThatMakesNoSense_orIsGone_changesNothing_untilItDoesAgain() throws IOException {
        for (String content : new String[] {"{\"keys\": [", "{\"keys\": [{\"name\": \"a\"}]}"}) {
            Files.writeString(file, content);
            keys.check();
            assertThat(clients.of(ADDRESS, "key of partner").apiKey()).hasValue("partner");
        }
        Files.delete(file);
        keys.check();
        assertThat(clients.of(ADDRESS, "key of partner").apiKey()).hasValue("partner");

        replace(entry("newcomer", "key of newcomer", ""));
        keys.check();

        assertThat(clients.of(ADDRESS, "key of partner").apiKey()).isEmpty();
        assertThat(clients.of(ADDRESS, "key of newcomer").apiKey()).hasValue("newcomer");
    }

    /** As one does it: a new file takes the old one's place at once. */
    private void replace(String... entries) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "{\"keys\": [" + String.join(",", entries) + "]}");
        Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static String entry(String name, String key, String more) {
        return "{\"name\": \"" + name + "\", \"sha256\": \"" + ApiKey.digestOf(key) + "\"" + more + "}";
    }
}
