package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.FailureKind;

/** What the service tells programs and people about itself. */
interface Documents extends Promises {
    Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch", "head", "options");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "application/json, text/html",
                "text/plain",
                "text/*;q=0.1, application/json"
            })
    default void root_isJsonForPrograms(String accepted) {
        Answer answer = service().get("/", "Accept", accepted).is(200);

        Shape.of("""
                {"ok": "true", "service": "ytdlp-sizer-api", "version": "text", "status": "running",
                 "documentation": "/api/v1/docs"}""").fits(answer.json());
        assertThat(answer.items("Vary")).contains("Accept");
    }

    @Test
    default void root_isAPageForBrowsers() {
        Answer answer = service().get("/", "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.hasCommonHeaders().header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.body()).startsWithIgnoringCase("<!doctype html>");
        assertThat(answer.items("Vary")).contains("Accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page.css", "/page.js"})
    default void partsOfThePage_areServedByTheirType(String path) {
        Answer answer = service().get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.hasCommonHeaders().header("Content-Type"))
                .isEqualTo((path.endsWith("css") ? "text/css" : "text/javascript") + "; charset=utf-8");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @Test
    default void docs_haveEveryField() {
        Answer answer = service().get("/api/v1/docs").is(200);

        Shape.of("""
                {"version": "text", "service": "text", "description": "text", "endpoints": {},
                 "authentication": {"required": "false"},
                 "rateLimit": {"windowMs": "60000", "maxRequests": "20"},
                 "features": {"workerPool": "true", "requestTracing": "true", "retryLogic": "true",
                              "cacheStrategy": "text", "openapi": "text"}}""").fits(answer.json());
        Set<String> documented = new TreeSet<>();
        openApi()
                .getJsonObject("paths")
                .forEach((path, operations) -> operations
                        .asJsonObject()
                        .keySet()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(answer.json().getJsonObject("endpoints").keySet()).containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    default void openApi_knowsEveryPath() {
        JsonObject document = openApi();

        assertThat(document.getString("openapi")).matches("3\\.0\\.\\d");
        assertThat(document.getJsonObject("info").getString("version")).isEqualTo(version());
        assertThat(document.getJsonObject("paths").keySet())
                .contains(
                        "/",
                        "/api/v1/size",
                        "/api/v1/docs",
                        "/api/v1/openapi",
                        "/openapi",
                        "/api/v1/metrics",
                        "/api/v1/status",
                        "/status",
                        "/health",
                        "/health/main",
                        "/health/redis",
                        "/health/redis/detailed");
    }

    @ParameterizedTest
    @CsvSource({
        "/openapi, ''",
        "/openapi, */*",
        "/openapi, application/yaml",
        "/openapi, 'application/*, application/json;q=0.9'",
        "/openapi, text/html",
        "/openapi/, application/yaml",
        "/openapi?format=YAML, application/json",
        "/openapi?format=yaml, application/json"
    })
    default void openApi_isYaml_whereMicroProfileHasIt(String path, String accepted) throws IOException {
        Answer answer = service().get(path, "Accept", accepted).hasCommonHeaders();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(answer.items("Vary")).contains("Accept");
        assertThat(new YAMLMapper().readTree(answer.body()))
                .isEqualTo(new ObjectMapper().readTree(openApi().toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "/openapi, application/json",
        "/openapi, 'text/html, application/json;q=0.9, application/yaml;q=0.8'",
        "/openapi?format=JSON, ''",
        "/openapi?format=json, application/yaml"
    })
    default void openApi_isJsonThere_whereThatIsAskedFor(String path, String accepted) {
        Answer answer = service().get(path, "Accept", accepted).hasCommonHeaders();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(Answer.JSON);
        assertThat(answer.json()).isEqualTo(openApi());
    }

    @Test
    default void openApi_knowsEveryFailure_byItsStatus() {
        JsonObject schemas = openApi().getJsonObject("components").getJsonObject("schemas");

        for (FailureKind kind : FailureKind.values()) {
            assertThat(schemas.getJsonObject("Failure" + kind.status()).toString())
                    .contains('"' + kind.code() + '"');
        }
    }

    @Test
    default void openApi_knowsNothingThatIsNotServed() {
        openApi()
                .getJsonObject("paths")
                .forEach((path, operations) -> operations.asJsonObject().keySet().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> {
                            Answer answer = service()
                                    .send(
                                            method.toUpperCase(Locale.ROOT),
                                            path.replace("{id}", SizeAnswers.PLAIN),
                                            "",
                                            Caller.FORWARDED,
                                            Caller.freshClient());
                            assertThat(answer.status()).as(method + " " + path).isNotIn(404, 405);
                        }));
    }

    @Test
    default void openApi_referencesNothingThatIsNotThere() {
        JsonObject document = openApi();

        Pattern.compile("\"\\$ref\":\"#([^\"]+)\"")
                .matcher(document.toString())
                .results()
                .forEach(reference -> assertThat(
                                Json.createPointer(reference.group(1)).containsValue(document))
                        .as(reference.group(1))
                        .isTrue());
    }

    @Test
    default void availableEndpoints_areAllServed() {
        JsonObject refusal = service().get("/nowhere").is(404).json();

        for (JsonString endpoint : refusal.getJsonArray("availableEndpoints").getValuesAs(JsonString.class)) {
            String[] parts = endpoint.getString().split(" ", 2);
            Answer answer = service()
                    .send(
                            parts[0],
                            parts[1].replace("{id}", SizeAnswers.PLAIN),
                            "",
                            Caller.FORWARDED,
                            Caller.freshClient());
            assertThat(answer.status()).as(endpoint.getString()).isNotIn(404, 405);
        }
    }

    /** Not {@link Answer#is}: a document of OpenAPI has no field {@code ok}. */
    private JsonObject openApi() {
        Answer answer = service().get("/api/v1/openapi").hasCommonHeaders();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(Answer.JSON);
        return answer.json();
    }

    private String version() {
        return service().get("/health").json().getString("version");
    }
}
