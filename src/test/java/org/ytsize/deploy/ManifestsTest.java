package org.ytsize.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.settings.Settings;

/** server-config/k8s: what Kubernetes takes, and what fits the service. */
final class ManifestsTest {
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."));

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void kubernetesKnowsEveryField(String name) throws IOException {
        assertThat(Manifests.of(name).all()).hasSizeGreaterThanOrEqualTo(9).allSatisfy(object -> {
            assertThat(object.getMetadata().getNamespace()).isEqualTo("ytsize");
            assertThat(object.getMetadata().getName()).startsWith("ytsize");
        });
    }

    @Test
    void aFieldThatKubernetesDoesNotKnow_isNoticed() {
        JsonNode mistyped = Overlay.documents(
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replica: 2}}")
                .get(0);

        assertThatThrownBy(() -> Manifests.typed(mistyped)).hasMessageContaining("replica");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void containers_haveLimits_andNoRights(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        assertThat(manifests.pod().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(manifests.pod().getContainers()).hasSize(1).allSatisfy(ManifestsTest::isBounded);
        // A pod that has more than it has asked for is the first to go.
        Container container = manifests.container();
        assertThat(bytes(container.getResources().getRequests()))
                .isEqualTo(bytes(container.getResources().getLimits()));
        assertThat(container.getImage()).matches(".+:[0-9].*");
    }

    private static void isBounded(Container container) {
        assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory", "ephemeral-storage");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    }

    /** By the numbers of the unit for systemd: heap, as much for the JVM, the fork server, and 30 MB for each worker. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void memory_hasRoomForAllWorkers(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        int workers = settings(manifests).workers().max();

        assertThat(bytes(manifests.container().getResources().getLimits()))
                .isGreaterThan((2 * 256 + 60 + 30L * workers) << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void probes_askForWhatTheServiceHas_onAPortThatIsThere(String name) throws IOException {
        Container container = Manifests.of(name).container();

        assertThat(path(container.getStartupProbe(), container)).isEqualTo("/mphealth/started");
        assertThat(path(container.getReadinessProbe(), container)).isEqualTo("/mphealth/ready");
        assertThat(path(container.getLivenessProbe(), container)).isEqualTo("/mphealth/live");
        // The drain waits until somebody who asks so often has been told three times.
        assertThat(container.getReadinessProbe().getFailureThreshold()).isEqualTo(3);
        assertThat(container.getReadinessProbe().getPeriodSeconds()).isLessThan(10);
    }

    private static String path(Probe probe, Container container) {
        HTTPGetAction get = probe.getHttpGet();
        assertThat(container.getPorts()).anySatisfy(port -> {
            assertThat(port.getName()).isEqualTo(get.getPort().getStrVal());
            assertThat(port.getContainerPort()).isEqualTo(3000);
        });
        return get.getPath();
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void drainIsShorterThanGrace_andASignalIsNotAllItGets(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        Matcher patience = Pattern.compile("Whoever stops the process should give it (\\d+) s")
                .matcher(Files.readString(PROJECT.resolve("docs/operations.md")));

        assertThat(patience.find()).isTrue();
        assertThat(manifests.pod().getTerminationGracePeriodSeconds()).isGreaterThan(Long.parseLong(patience.group(1)));
        assertThat(manifests.container().getLifecycle().getPreStop().getExec().getCommand())
                .containsExactly("/opt/ytsize/bin/ytdlp-api", "drain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void settings_areAccepted_andNoSecretIsAmongThem(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        Set<String> known = new HashSet<>(variables(".*"));
        known.add("SECRETS_DIRECTORY");

        settings(manifests);
        assertThat(known).containsAll(manifests.variables().keySet());
        Set<String> secrets = variables(".*Secret\\b.*");
        secrets.remove("REDIS_URL");
        assertThat(manifests.variables().keySet()).doesNotContainAnyElementsOf(secrets);
        assertThat(manifests.variables().get("REDIS_URL")).doesNotContain("@");
        assertThat(manifests.all()).noneMatch(object -> object.getKind().equals("Secret"));
        assertThat(manifests.container().getEnv()).isEmpty();
        assertThat(manifests.container().getVolumeMounts())
                .anyMatch(mount ->
                        mount.getMountPath().equals(manifests.variables().get("SECRETS_DIRECTORY")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void namesAgree(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        Deployment deployment = manifests.only(Deployment.class);
        Map<String, String> pods = manifests.podLabels();

        assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(pods);
        assertThat(manifests.every(Service.class)).allSatisfy(service -> selectsThePods(service, manifests));
        assertThat(manifests
                        .only(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(pods);
        assertThat(manifests
                        .only(NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(pods);
        assertThat(manifests.pod().getTopologySpreadConstraints())
                .hasSize(2)
                .allSatisfy(
                        c -> assertThat(c.getLabelSelector().getMatchLabels()).isEqualTo(pods));
        assertThat(manifests.container().getEnvFrom().get(0).getConfigMapRef().getName())
                .isEqualTo("ytsize");
        assertThat(manifests.pod().getServiceAccountName())
                .isEqualTo(manifests.only(ServiceAccount.class).getMetadata().getName());
        for (HTTPIngressPath path : manifests.publicPaths()) {
            Service service = manifests.service(path.getBackend().getService().getName());
            assertThat(service.getSpec().getPorts())
                    .anyMatch(p -> p.getName()
                            .equals(path.getBackend().getService().getPort().getName()));
        }
    }

    private static void selectsThePods(Service service, Manifests manifests) {
        assertThat(service.getSpec().getSelector()).isEqualTo(manifests.podLabels());
        Set<String> ports = manifests.container().getPorts().stream()
                .map(port -> port.getName())
                .collect(Collectors.toSet());
        assertThat(service.getSpec().getPorts())
                .allSatisfy(
                        port -> assertThat(ports).contains(port.getTargetPort().getStrVal()));
    }

    /** The service that members are found by is there, tells of those that are not ready, and has the grid's port alone. */
    @ParameterizedTest
    @ValueSource(strings = {"base", "small", "production"})
    void membersFindEachOther_andNeedNoOtherRight(String name) throws IOException {
        Manifests manifests = Manifests.of(name);
        Service grid = manifests.service(settings(manifests).cluster().members().get(0));
        String namespace = grid.getMetadata().getNamespace();

        assertThat(grid.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(grid.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(grid.getSpec().getPorts())
                .hasSize(1)
                .allSatisfy(port -> assertThat(port.getPort())
                        .isEqualTo(settings(manifests).cluster().port()));
        PolicyRule rule = manifests.only(Role.class).getRules().get(0);
        assertThat(manifests.only(Role.class).getRules()).hasSize(1);
        assertThat(rule.getResources()).containsExactly("endpointslices");
        assertThat(rule.getVerbs()).containsExactly("list");
        RoleBinding binding = manifests.only(RoleBinding.class);
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(manifests.only(Role.class).getMetadata().getName());
        assertThat(binding.getSubjects())
                .hasSize(1)
                .allSatisfy(subject -> assertThat(subject.getNamespace()).isEqualTo(namespace));
    }

    @Test
    void inProduction_twoToTenServe_byProcessorMemoryAndQueue() throws IOException {
        Manifests manifests = Manifests.of("production");
        HorizontalPodAutoscaler autoscaler = manifests.only(HorizontalPodAutoscaler.class);
        Map<String, Integer> shares = autoscaler.getSpec().getMetrics().stream()
                .filter(metric -> metric.getResource() != null)
                .collect(Collectors.toMap(
                        metric -> metric.getResource().getName(),
                        metric -> metric.getResource().getTarget().getAverageUtilization()));
        List<MetricSpec> own = autoscaler.getSpec().getMetrics().stream()
                .filter(metric -> metric.getPods() != null)
                .toList();

        assertThat(autoscaler.getSpec().getMinReplicas()).isEqualTo(2);
        assertThat(autoscaler.getSpec().getMaxReplicas()).isEqualTo(10);
        assertThat(shares).isEqualTo(Map.of("cpu", 70, "memory", 80));
        assertThat(own).hasSize(1);
        assertThat(Files.readString(PROJECT.resolve("docs/metrics.md")))
                .contains("`" + own.get(0).getPods().getMetric().getName() + "`");
        assertThat(autoscaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(manifests.only(Deployment.class).getMetadata().getName());
        // Else each rollout would set it back.
        assertThat(manifests.only(Deployment.class).getSpec().getReplicas()).isNull();
    }

    private static long bytes(Map<String, Quantity> resources) {
        return Quantity.getAmountInBytes(resources.get("memory")).longValueExact();
    }

    private static Settings settings(Manifests manifests) {
        return Settings.from(
                variable -> Optional.ofNullable(manifests.variables().get(variable)));
    }

    /** The variables of docs/configuration.md whose meaning is like that. */
    private static Set<String> variables(String meaning) throws IOException {
        return Pattern.compile("^\\| `([A-Z_]+)` \\|" + meaning + "$", Pattern.MULTILINE)
                .matcher(Files.readString(PROJECT.resolve("docs/configuration.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
    }
}
