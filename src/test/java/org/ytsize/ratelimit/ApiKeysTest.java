package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.settings.ApiKey;
import org.ytsize.settings.Settings;
import org.ytsize.stub.Quiet;

final class ApiKeysTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ApiKeys.class.getName());

    @TempDir
    private Path directory = Path.of("replaced");

    @Test
    void usesOfAKey_areForgotten_whenTheFileHasItNoMore() throws IOException {
        ApiKeys keys = keysOf(write("goes", "stays"));
        for (String key : new String[] {keyOf("goes"), keyOf("stays"), "the key of the variable"}) {
            assertThat(keys.find(key, "192.0.2.1")).isPresent();
        }
        assertThat(keys.uses()).containsOnlyKeys("goes", "stays", "default");

        write("stays", "another");
        keys.check();

        assertThat(keys.uses()).containsOnlyKeys("stays", "default");
        assertThat(keys.find(keyOf("goes"), "192.0.2.1")).isEmpty();
        assertThat(keys.uses()).containsEntry("stays", 1L).doesNotContainKey("goes");
    }

    /** As where its owner is mended: whether it can be read does not show in its time, its size, or which file it is. */
    @Test
    void whatCouldNotBeUsed_isTriedAgain_thoughNothingOfItHasChanged() throws IOException {
        Path file = write("before");
        ApiKeys keys = keysOf(file);
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(write("after"), time);
        String good = Files.readString(file);
        Files.setLastModifiedTime(Files.writeString(file, good.replace('{', '[')), time);
        keys.check();
        assertThat(keys.find(keyOf("before"), "192.0.2.1")).isPresent();

        Files.setLastModifiedTime(Files.writeString(file, good), time);
        keys.check();

        assertThat(keys.find(keyOf("after"), "192.0.2.1")).isPresent();
        assertThat(keys.find(keyOf("before"), "192.0.2.1")).isEmpty();
    }

    private static ApiKeys keysOf(Path file) {
        Map<String, String> variables = Map.of("API_KEYS_FILE", file.toString(), "API_KEY", "the key of the variable");
        return new ApiKeys(
                Settings.from(name -> Optional.ofNullable(variables.get(name))).access(),
                Duration.ofMinutes(1),
                InstantSource.fixed(Instant.EPOCH));
    }

    private Path write(String... names) throws IOException {
        String keys = Arrays.stream(names)
                .map(name -> "{\"name\": \"%s\", \"sha256\": \"%s\"}".formatted(name, ApiKey.digestOf(keyOf(name))))
                .collect(Collectors.joining(",", "{\"keys\": [", "]}"));
        return Files.writeString(directory.resolve("keys.json"), keys);
    }

    private static String keyOf(String name) {
        return "a long key of " + name;
    }
}
