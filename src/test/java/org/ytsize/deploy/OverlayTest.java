package org.ytsize.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link Overlay} puts together is what kustomize does. No distribution has one that knows all that the overlays say, so what it made of them is
 * recorded: {@code kubectl kustomize}, with the generated map by the name that the file has. Whoever changes a manifest records it again.
 */
final class OverlayTest {
    private static final Path KUBERNETES =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("server-config/k8s");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void isWhatKustomizeMakes(String name) throws IOException {
        assertThat(objects(KUBERNETES.resolve(name))).containsExactlyInAnyOrderElementsOf(recorded(name));
    }

    @Test
    void isWhatKustomizeMakes_inAnotherNamespace() throws IOException {
        assertThat(elsewhere()).containsExactlyInAnyOrderElementsOf(recorded("elsewhere"));
    }

    @Test
    void inAnotherNamespace_nothingNamesTheFormerOne() throws IOException {
        assertThat(elsewhere()).allSatisfy(object -> {
            assertThat(object.findValuesAsText("namespace")).isNotEmpty().containsOnly("sizes");
            assertThat(object.path("data").path("CLUSTER_MEMBERS").asText()).doesNotContain(".");
        });
    }

    private List<JsonNode> elsewhere() throws IOException {
        Files.writeString(
                directory.resolve("kustomization.yaml"),
                "{namespace: sizes, resources: [" + directory.toRealPath().relativize(KUBERNETES.resolve("production"))
                        + "]}");
        return objects(directory.toRealPath());
    }

    private static List<JsonNode> objects(Path directory) {
        return List.copyOf(Overlay.of(directory));
    }

    private static List<JsonNode> recorded(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(OverlayTest.class.getResourceAsStream(name + ".yaml"), name)) {
            return Overlay.documents(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
