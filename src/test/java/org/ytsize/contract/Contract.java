package org.ytsize.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An OpenAPI 3.0 document, and where in it things are, as JSON pointers (RFC 6901). Immutable. */
final class Contract {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final YAMLMapper YAML = new YAMLMapper();

    private final JsonNode document;

    private Contract(JsonNode document) {
        this.document = document;
    }

    static Contract of(String document) {
        try {
            return new Contract(JSON.readTree(document));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("the document is no JSON", broken);
        }
    }

    /** The one file that all others are made from, as it is in the build. */
    static String textOfTheService() {
        try (InputStream in = Contract.class.getResourceAsStream("/org/ytsize/api/openapi.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What is behind the document's {@code /}, as the service reads a target: without parameters, query and a slash at the end. */
    static String path(String target) {
        String path = target.split("\\?", 2)[0].replaceAll(";[^/]*", "");
        return path.matches(".*[^/]/") ? path.substring(0, path.length() - 1) : path;
    }

    static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** A body by its media type: JSON and YAML as they are, anything else as a string. */
    static JsonNode parsed(String mediaType, String body) throws JsonProcessingException {
        if (mediaType.endsWith("json")) {
            return JSON.readTree(body);
        }
        return mediaType.endsWith("yaml") ? YAML.readTree(body) : TextNode.valueOf(body);
    }

    JsonNode at(String pointer) {
        return document.at(pointer);
    }

    /** The place that a pointer means, behind all references. */
    String resolve(String pointer) {
        String place = pointer;
        while (at(place).has("$ref")) {
            place = at(place).get("$ref").asText().substring(1);
        }
        return place;
    }

    /** The path as the document has it, with variables for segments; null if it does not. */
    @Nullable
    String templateOf(String path) {
        if (document.get("paths").has(path)) {
            return path;
        }
        return document.get("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(template -> template.contains("{")
                        && pattern(template).matcher(path).matches())
                .findFirst()
                .orElse(null);
    }

    /** The path where the document tells of the answer to OPTIONS, which is one for all paths. */
    String pathOfPreflight() {
        return document.get("paths")
                .propertyStream()
                .filter(path -> path.getValue().has("options"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    boolean hasOperation(String path, String method) {
        return document.get("paths").get(path).has(method);
    }

    /** Where the response is; null if the operation has neither the status nor a default. */
    @Nullable
    String response(String path, String method, int status) {
        String responses = child(child("/paths", path), method) + "/responses";
        for (String key : List.of(Integer.toString(status), status / 100 + "XX", "default")) {
            if (at(responses).has(key)) {
                return resolve(child(responses, key));
            }
        }
        return null;
    }

    /** Places of headers, by their names in lower case. */
    Map<String, String> headers(String response) {
        Map<String, String> headers = new TreeMap<>();
        at(response)
                .path("headers")
                .fieldNames()
                .forEachRemaining(name ->
                        headers.put(name.toLowerCase(Locale.ROOT), resolve(child(child(response, "headers"), name))));
        return headers;
    }

    List<String> mediaTypes(String response) {
        List<String> types = new ArrayList<>();
        at(response).path("content").fieldNames().forEachRemaining(types::add);
        return types;
    }

    /** A header's value as the type that its schema wants, where it can be read as one. */
    JsonNode asTyped(String schema, String value) {
        if (!at(schema).path("type").asText().equals("string")) {
            try {
                return JSON.readTree(value);
            } catch (JsonProcessingException noNumber) {
                return TextNode.valueOf(value);
            }
        }
        return TextNode.valueOf(value);
    }

    /**
     * The document where objects have no other fields than those it names, unless it says that they may. Parts of an {@code allOf} stay as
     * they are, since each knows only its own fields.
     */
    String closed() {
        JsonNode copy = document.deepCopy();
        Set<JsonNode> parts = Collections.newSetFromMap(new IdentityHashMap<>());
        each(
                copy,
                node -> node.path("allOf")
                        .forEach(part -> parts.add(
                                part.has("$ref")
                                        ? copy.at(part.get("$ref").asText().substring(1))
                                        : part)));
        each(copy, node -> {
            if (node.path("properties").isObject() && !node.has("additionalProperties") && !parts.contains(node)) {
                ((ObjectNode) node).put("additionalProperties", false);
            }
        });
        return copy.toString();
    }

    private static void each(JsonNode node, Consumer<JsonNode> action) {
        node.forEach(child -> each(child, action));
        action.accept(node);
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(Pattern.quote(template).replaceAll("\\{[^/}]+\\}", "\\\\E[^/]+\\\\Q"));
    }
}
