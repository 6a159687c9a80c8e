package org.ytsize.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.settings.Settings;

/** server-config/k8s: what comes in from outside. */
final class IngressTest {
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."));

    /** What the balancers that come with the project shut. */
    private static final List<String> SHUT = List.of("/ops", "/mphealth/ready", "/mpmetrics", "/mpopenapi");

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void theIngress_hasAllThatIsPublic_andNothingElse(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        JsonNode contract = Overlay.documents(PROJECT.resolve("src/main/resources/org/ytsize/api/openapi.json"))
                .get(0);

        contract.path("paths")
                .fieldNames()
                .forEachRemaining(
                        path -> assertThat(isOpen(path, manifests)).as(path).isTrue());
        SHUT.forEach(path -> assertThat(isOpen(path, manifests)).as(path).isFalse());
        // It cannot name requests as haproxy.cfg does.
        assertThat(Settings.from(variable ->
                                Optional.ofNullable(manifests.variables().get(variable)))
                        .access()
                        .uniqueIdTrusted())
                .isFalse();
        // What is sent again would be counted again.
        assertThat(manifests.only(Ingress.class).getMetadata().getAnnotations())
                .containsEntry("nginx.ingress.kubernetes.io/proxy-next-upstream", "off");
    }

    private static boolean isOpen(String path, Manifests manifests) {
        return manifests.publicPaths().stream()
                .anyMatch(rule -> path.equals(rule.getPath())
                        || (rule.getPathType().equals("Prefix") && path.startsWith(rule.getPath() + "/")));
    }
}
