package org.ytsize.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether {@link Overlay} understands a kustomization as kustomize does. */
final class OverlayTest {
    private static final Path KUBERNETES = Path.of(System.getProperty("basedir", "."), "server-config", "k8s");
    private static final Pattern DIGEST = Pattern.compile("-[0-9a-z]{10}$");

    /** Only where kubectl is there: it is in no distribution's packages in a version that knows these words. */
    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void kustomizeMakesTheSameOfIt(String name) throws Exception {
        Optional<List<JsonNode>> made = byKustomize(KUBERNETES.resolve(name));
        assumeTrue(made.isPresent(), "no kubectl with kustomize");

        assertThat(byName(made.get())).isEqualTo(byName(Overlay.of(KUBERNETES.resolve(name))));
    }

    private static Map<String, JsonNode> byName(List<? extends JsonNode> objects) {
        Map<String, JsonNode> byName = new TreeMap<>();
        for (JsonNode object : objects) {
            if (Overlay.is(object, "ConfigMap")) {
                withoutDigest(Overlay.metadata(object));
            }
            object.findValues("configMapRef").forEach(reference -> withoutDigest((ObjectNode) reference));
            byName.put(
                    object.path("kind").asText() + " "
                            + object.at("/metadata/name").asText(),
                    object);
        }
        return byName;
    }

    private static void withoutDigest(ObjectNode named) {
        named.put("name", DIGEST.matcher(named.path("name").asText()).replaceFirst(""));
    }

    private static Optional<List<JsonNode>> byKustomize(Path directory) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("kubectl", "kustomize", directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        String yaml = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() == 0 ? Optional.of(Overlay.documents(yaml)) : Optional.empty();
    }
}
