package org.ytsize.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** server-config/k8s: what the pods may reach, by the policy and by the one that the page has for what else there may be. */
final class EgressRulesTest {
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."));

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void whatTheSettingsName_isLetOut(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        URI redis = URI.create(manifests.variables().get("REDIS_URL"));

        assertThat(ports(manifests.only(NetworkPolicy.class))).contains(443, redis.getPort());
    }

    /** 169.254.169.254, at port 80, is where clouds tell machines their credentials. */
    @Test
    void whatCloudsTellTheirMachines_isLeftOut() throws IOException {
        NetworkPolicy policy = Manifests.of("base").only(NetworkPolicy.class);

        assertThat(ports(policy)).doesNotContain(80);
        assertThat(policy.getSpec().getEgress())
                .filteredOn(rule ->
                        rule.getPorts().stream().anyMatch(port -> port.getPort().getIntVal() == 443))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getTo())
                        .flatExtracting(to -> to.getIpBlock().getExcept())
                        .contains("169.254.0.0/16"));
    }

    /** As many read it: a copy of it works, and lets out the proxy and the sentinels that docs/configuration.md speaks of. */
    @Test
    void thePolicyOfThePage_isForTheSamePods_andLetsOutWhatItSays() throws IOException {
        NetworkPolicy more = policyOfThePage();

        assertThat(more.getSpec().getPodSelector())
                .isEqualTo(
                        Manifests.of("base").only(NetworkPolicy.class).getSpec().getPodSelector());
        assertThat(more.getSpec().getPolicyTypes()).containsExactly("Egress");
        assertThat(more.getSpec().getIngress()).isEmpty();
        assertThat(ports(more)).containsExactly(3128, 26379);
    }

    private static NetworkPolicy policyOfThePage() throws IOException {
        Matcher block = Pattern.compile("(?m)^ {6}apiVersion: networking.*\\n(?: {6}.*\\n)+")
                .matcher(Files.readString(PROJECT.resolve("docs/containers.md")));
        assertThat(block.find()).isTrue();
        JsonNode document =
                Overlay.documents(block.group().replaceAll("(?m)^ {6}", "")).get(0);
        return (NetworkPolicy) Manifests.typed(document);
    }

    private static List<Integer> ports(NetworkPolicy policy) {
        List<Integer> ports = new ArrayList<>();
        policy.getSpec()
                .getEgress()
                .forEach(rule ->
                        rule.getPorts().forEach(port -> ports.add(port.getPort().getIntVal())));
        return ports;
    }
}
