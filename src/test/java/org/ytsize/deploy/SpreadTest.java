package org.ytsize.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** server-config/k8s: on which nodes instances are. */
final class SpreadTest {
    /** Evenly alone would let all of them be on one node, where it is the only one that has room. */
    @Test
    void inProduction_noNodeHasAll() throws IOException {
        TopologySpreadConstraint nodes = spread("production", "kubernetes.io/hostname");

        assertThat(nodes.getMaxSkew()).isEqualTo(1);
        assertThat(nodes.getWhenUnsatisfiable()).isEqualTo("DoNotSchedule");
        assertThat(nodes.getMinDomains()).isEqualTo(2);
    }

    /** Else a node that is emptied counts as one that has none, and what was on it fits nowhere. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void aNodeThatTakesNoPods_isNotCounted(String name) throws IOException {
        assertThat(spreads(name))
                .hasSize(2)
                .extracting(TopologySpreadConstraint::getNodeTaintsPolicy)
                .containsOnly("Honor");
    }

    @Test
    void elsewhere_anInstanceIsRatherSomewhereThanNowhere() throws IOException {
        assertThat(List.of(
                        spread("small", "kubernetes.io/hostname"),
                        spread("small", "topology.kubernetes.io/zone"),
                        spread("production", "topology.kubernetes.io/zone")))
                .extracting(TopologySpreadConstraint::getWhenUnsatisfiable)
                .containsOnly("ScheduleAnyway");
    }

    private static TopologySpreadConstraint spread(String name, String over) throws IOException {
        return spreads(name).stream()
                .filter(constraint -> constraint.getTopologyKey().equals(over))
                .findFirst()
                .orElseThrow();
    }

    private static List<TopologySpreadConstraint> spreads(String name) throws IOException {
        return Manifests.of(name).pod().getTopologySpreadConstraints();
    }
}
