package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ServerProgramTest {
    private static final Path HOME = Path.of("src/main/resources/org/ytsize/extract/fork_server");

    @Test
    void sources_areAllThatThereAre_asTheyAre() throws IOException {
        JsonObject sources;
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(ServerProgram.sources()))) {
            sources = reader.readObject();
        }

        try (Stream<Path> files = Files.list(HOME)) {
            assertThat(sources.keySet())
                    .containsExactlyInAnyOrderElementsOf(files.map(
                                    file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".py"))
                            .map(name -> "fork_server." + name.substring(0, name.length() - 3))
                            .toList());
        }
        for (String name : sources.keySet()) {
            assertThat(HOME.resolve(name.substring("fork_server.".length()) + ".py"))
                    .hasContent(sources.getString(name));
        }
    }
}
