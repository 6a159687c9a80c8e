package org.ytsize.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.swagger.v3.parser.OpenAPIV3Parser;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ytsize.extract.FailureKind;

/** The OpenAPI document is one, and is whole. */
final class OpenApiDocumentTest {
    private static final String TEXT = Contract.textOfTheService();
    private static final Contract CONTRACT = Contract.of(TEXT);

    @Test
    void isWhatOpenApiWants() {
        assertThat(new OpenAPIV3Parser().readContents(TEXT).getMessages()).isEmpty();
    }

    /** Otherwise the test before shows nothing. */
    @Test
    void parser_noticesWhatOpenApiDoesNotWant() {
        for (String broken : List.of(
                TEXT.replaceFirst("\"operationId\": \"docs\"", "\"operationId\": \"openapi\""),
                TEXT.replaceFirst("\"responses\": ", "\"answers\": "),
                TEXT.replaceFirst("#/components/schemas/Sizes", "#/components/schemas/Nothing"))) {
            assertThat(broken).isNotEqualTo(TEXT);
            assertThat(new OpenAPIV3Parser().readContents(broken).getMessages()).isNotEmpty();
        }
    }

    /** OpenAPI 3.0.3: it allows null only there. */
    @Test
    void nullable_isBesideAType() {
        for (JsonNode schema : CONTRACT.at("").findParents("nullable")) {
            assertThat(schema.has("type")).as(schema.toString()).isTrue();
        }
    }

    @Test
    void everyOperation_hasAName_aSummary_andADefault() {
        operations().forEach((name, operation) -> {
            assertThat(operation.path("operationId").asText()).as(name).isNotBlank();
            assertThat(operation.path("summary").asText()).as(name).isNotBlank();
            assertThat(operation.path("responses").has("default")).as(name).isTrue();
        });
    }

    /** What libraries bring for the pages apart: it has paths of its own, by the library's version. */
    @Test
    void everyResource_isInIt_andNothingElse() {
        Set<String> served = served();
        served.removeIf(name -> name.startsWith("GET /webjars/"));
        Set<String> documented = operations().keySet().stream()
                .filter(name -> !name.startsWith("OPTIONS "))
                .collect(Collectors.toSet());

        assertThat(documented).allMatch(name -> served.stream().anyMatch(name::matches));
        assertThat(served).allMatch(pattern -> documented.stream().anyMatch(name -> name.matches(pattern)));
    }

    @Test
    void everyFailure_isInIt_byItsStatus() {
        for (FailureKind kind : FailureKind.values()) {
            assertThat(CONTRACT.at("/components/schemas/Failure" + kind.status())
                            .toString())
                    .contains('"' + kind.code() + '"');
            assertThat(CONTRACT.response("/api/v1/size", "post", kind.status()))
                    .as(kind.toString())
                    .isNotNull()
                    .doesNotEndWith("/Other");
        }
    }

    @Test
    void everyExample_isAsItsSchema() {
        int examples = 0;
        for (String response : responses()) {
            for (String type : CONTRACT.mediaTypes(response)) {
                String content = Contract.child(response + "/content", type);
                for (JsonNode example : examples(CONTRACT.at(content))) {
                    assertThat(ContractCheck.ofTheService().faults(CONTRACT.resolve(content + "/schema"), example))
                            .as(content + " " + example)
                            .isEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isGreaterThan(40);
    }

    private static List<JsonNode> examples(JsonNode content) {
        return content.has("example")
                ? List.of(content.get("example"))
                : content.path("examples")
                        .valueStream()
                        .map(example -> example.get("value"))
                        .toList();
    }

    /** Where responses are; each once. */
    private static Set<String> responses() {
        Set<String> responses = new TreeSet<>();
        CONTRACT.at("/paths")
                .propertyStream()
                .forEach(path -> path.getValue().propertyStream().forEach(operation -> {
                    String place = Contract.child(Contract.child("/paths", path.getKey()), operation.getKey());
                    operation
                            .getValue()
                            .get("responses")
                            .fieldNames()
                            .forEachRemaining(status ->
                                    responses.add(CONTRACT.resolve(Contract.child(place + "/responses", status))));
                }));
        return responses;
    }

    /** By method and path. */
    private static Map<String, JsonNode> operations() {
        return CONTRACT.at("/paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(operation -> Map.entry(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What resources serve: each a method and a regular expression for a path. */
    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.ytsize").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> Stream.of(type.getMethods())
                                .forEach(method -> Stream.of(method.getAnnotations())
                                        .map(annotation ->
                                                annotation.annotationType().getAnnotation(HttpMethod.class))
                                        .filter(Objects::nonNull)
                                        .forEach(verb -> served.add(verb.value() + " " + pattern(type, method)))));
        return served;
    }

    private static String pattern(Class<?> resource, Method method) {
        Path below = method.getAnnotation(Path.class);
        String path = resource.getAnnotation(Path.class).value() + "/" + (below == null ? "" : below.value());
        String whole = path.replaceAll("/+", "/");
        return (whole.length() > 1 && whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole)
                .replaceAll("\\{[^:}]+}", "[^/]+")
                .replaceAll("\\{[^:}]+: *([^}]+)}", "(?:$1)");
    }
}
