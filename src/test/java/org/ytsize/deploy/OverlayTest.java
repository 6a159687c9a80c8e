package org.ytsize.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Overlay} puts together is what kustomize does, where this host has a kubectl that knows. */
final class OverlayTest {
    private static final Path KUBERNETES =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("server-config/k8s");
    private static final Pattern DIGEST = Pattern.compile("\\bytsize-[a-z0-9]{10}\\b");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void isWhatKustomizeMakes(String name) throws IOException, InterruptedException {
        assertThat(objects(KUBERNETES.resolve(name)))
                .containsExactlyInAnyOrderElementsOf(kustomized(KUBERNETES.resolve(name)));
    }

    @Test
    void isWhatKustomizeMakes_inAnotherNamespace() throws IOException, InterruptedException {
        assertThat(elsewhere()).containsExactlyInAnyOrderElementsOf(kustomized(directory));
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

    /** Its objects, with the generated map by the name that the file has. */
    private static List<JsonNode> kustomized(Path directory) throws IOException, InterruptedException {
        assumeThat(hasKustomize()).as("a kubectl with kustomize 5").isTrue();
        String said = kubectl("kustomize", directory.toRealPath().toString());
        return Overlay.documents(DIGEST.matcher(said).replaceAll("ytsize"));
    }

    /** That of distributions is older, where it is there at all, and does not know all that the overlays say. */
    private static boolean hasKustomize() throws IOException, InterruptedException {
        boolean isThere = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, "kubectl"))
                .anyMatch(Files::isExecutable);
        return isThere && kubectl("version", "--client").contains("Kustomize Version: v5");
    }

    private static String kubectl(String... words) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder(
                        Stream.concat(Stream.of("kubectl"), Stream.of(words)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).isZero();
        return said;
    }
}
