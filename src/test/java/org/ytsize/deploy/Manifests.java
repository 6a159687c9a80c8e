package org.ytsize.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of an overlay as Kubernetes' own types: a field that they do not have, or a kind that we do not use, is refused. */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class));

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new NoPlaceForTheRest());

    private static final Path KUBERNETES =
            Path.of(System.getProperty("basedir", ".")).resolve("server-config/k8s");

    private final List<HasMetadata> objects;

    /** Those of a directory of server-config/k8s. */
    static Manifests of(String overlay) throws IOException {
        return new Manifests(Overlay.of(KUBERNETES.resolve(overlay)));
    }

    private Manifests(List<? extends JsonNode> objects) throws JsonProcessingException {
        this.objects = new ArrayList<>();
        for (JsonNode object : objects) {
            this.objects.add(typed(object));
        }
    }

    static HasMetadata typed(JsonNode object) throws JsonProcessingException {
        String name =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Class<? extends HasMetadata> type = TYPES.get(name);
        if (type == null) {
            throw new IllegalArgumentException("what is " + name + "?");
        }
        return STRICT.treeToValue(object, type);
    }

    List<HasMetadata> all() {
        return objects;
    }

    <T extends HasMetadata> Stream<T> every(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    <T extends HasMetadata> T only(Class<T> type) {
        List<T> all = every(type).toList();
        if (all.size() != 1) {
            throw new IllegalStateException(all.size() + " of " + type.getSimpleName());
        }
        return all.get(0);
    }

    Service service(String name) {
        return every(Service.class)
                .filter(service -> service.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no service " + name));
    }

    PodSpec pod() {
        return only(Deployment.class).getSpec().getTemplate().getSpec();
    }

    Map<String, String> podLabels() {
        return only(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
    }

    Container container() {
        return pod().getContainers().get(0);
    }

    Map<String, String> variables() {
        return only(ConfigMap.class).getData();
    }

    /** The model would keep what it does not know. */
    private static final class NoPlaceForTheRest extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated field) {
            return Boolean.FALSE;
        }
    }

    /** What callers from outside reach, by the only rule of the ingress. */
    List<HTTPIngressPath> publicPaths() {
        return only(Ingress.class).getSpec().getRules().get(0).getHttp().getPaths();
    }
}
