package org.ytsize.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * Puts together what a directory with a {@code kustomization.yaml} stands for, by the few words of kustomize that ours use; any other word is refused.
 */
final class Overlay {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WORDS = Set.of(
            "apiVersion", "kind", "namespace", "resources", "configMapGenerator", "images", "replicas", "patches");

    private final Path directory;
    private final JsonNode said;
    private final List<ObjectNode> objects = new ArrayList<>();

    private Overlay(Path directory) {
        this.directory = directory;
        said = documents(directory.resolve("kustomization.yaml")).get(0);
    }

    /** All objects, but that a generated map has no digest at the end of its name, as it has with kustomize. */
    static List<ObjectNode> of(Path directory) {
        return new Overlay(directory).together();
    }

    private List<ObjectNode> together() {
        said.fieldNames().forEachRemaining(word -> check(WORDS.contains(word), word));
        elements("resources").forEach(resource -> addAll(directory.resolve(resource.textValue())));
        elements("configMapGenerator").forEach(this::generate);
        elements("images").forEach(this::tag);
        elements("replicas").forEach(this::replicate);
        elements("patches").forEach(this::patch);
        String namespace = said.path("namespace").textValue();
        objects.forEach(object -> metadata(object).put("namespace", namespace));
        objects.forEach(this::bind);
        return objects;
    }

    /** Kustomize gives a subject without a namespace that of its account. One that has its own would keep it, wherever the account is. */
    private void bind(ObjectNode object) {
        for (JsonNode subject : object.path("subjects")) {
            ObjectNode account =
                    find(subject.path("kind").textValue(), subject.path("name").textValue());
            ((ObjectNode) subject)
                    .put("namespace", metadata(account).path("namespace").textValue());
        }
    }

    private void addAll(Path resource) {
        if (Files.isDirectory(resource)) {
            objects.addAll(new Overlay(resource).together());
        } else {
            for (JsonNode document : documents(resource)) {
                check(document.at("/subjects/0/namespace").isMissingNode(), "the namespace of a subject");
                objects.add((ObjectNode) document);
            }
        }
    }

    private void generate(JsonNode generator) {
        String name = generator.path("name").textValue();
        ObjectNode map;
        if (generator.path("behavior").asText("create").equals("merge")) {
            map = find("ConfigMap", name);
        } else {
            map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata").put("name", name);
            map.putObject("data");
            objects.add(map);
        }
        Stream<String> lines = Stream.concat(
                texts(generator.path("envs")).flatMap(file -> lines(directory.resolve(file))),
                texts(generator.path("literals")));
        lines.filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            ((ObjectNode) map.path("data")).put(line.substring(0, equals), line.substring(equals + 1));
        });
    }

    private void tag(JsonNode image) {
        for (ObjectNode object : objects) {
            for (JsonNode container : object.at("/spec/template/spec/containers")) {
                if (container.path("image").asText().equals(image.path("name").textValue())) {
                    ((ObjectNode) container)
                            .put(
                                    "image",
                                    image.path("name").textValue() + ":"
                                            + image.path("newTag").asText());
                }
            }
        }
    }

    private void replicate(JsonNode replicas) {
        ((ObjectNode) find("Deployment", replicas.path("name").textValue()).path("spec"))
                .put("replicas", replicas.path("count").intValue());
    }

    /** By RFC 6902, in place. */
    private void patch(JsonNode patch) {
        ObjectNode target = find(
                patch.at("/target/kind").textValue(), patch.at("/target/name").textValue());
        JsonNode steps =
                documents(directory.resolve(patch.path("path").textValue())).get(0);
        JsonStructure patched =
                Json.createPatch(parse(steps).asJsonArray()).apply(parse(target).asJsonObject());
        try {
            ObjectNode after = (ObjectNode) JSON.readTree(patched.toString());
            target.removeAll();
            target.setAll(after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode find(String kind, String name) {
        return objects.stream()
                .filter(object -> is(object, kind)
                        && metadata(object).path("name").textValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(directory + ": there is no " + kind + " " + name));
    }

    private Stream<JsonNode> elements(String word) {
        return StreamSupport.stream(said.path(word).spliterator(), false);
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::textValue);
    }

    static boolean is(JsonNode object, String kind) {
        return object.path("kind").asText().equals(kind);
    }

    static ObjectNode metadata(JsonNode object) {
        return (ObjectNode) object.path("metadata");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By SnakeYAML, which knows anchors, and not by Jackson's form of it. */
    static List<JsonNode> documents(Path file) {
        try {
            return documents(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> documents(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml().loadAll(yaml)) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    private static JsonStructure parse(JsonNode node) {
        try (JsonReader reader = Json.createReader(new StringReader(node.toString()))) {
            return reader.read();
        }
    }

    private void check(boolean known, String word) {
        if (!known) {
            throw new IllegalArgumentException(directory + ": what is " + word + "?");
        }
    }
}
