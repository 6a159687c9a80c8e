package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
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
    @ValueSource(strings = {"/page.css", "/page.js", "/page-events.js", "/page-result.js", "/status.css", "/status.js"})
    default void partsOfPages_areServedByTheirType(String path) {
        Answer answer = service().get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.hasCommonHeaders().header("Content-Type"))
                .isEqualTo((path.endsWith("css") ? "text/css" : "text/javascript") + "; charset=utf-8");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/json, text/html", "text/*;q=0.1, application/json"})
    default void docs_haveEveryField_forPrograms(String accepted) {
        Answer answer = service().get("/api/v1/docs", "Accept", accepted).is(200);

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
        assertThat(answer.items("Vary")).contains("Accept");
    }

    /** The version of the viewer is in the build and in the page: this is where they are held together. */
    @Test
    default void docs_areAPageForBrowsers_withAllItsParts() {
        Answer page = service().get("/api/v1/docs", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.hasCommonHeaders().header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.items("Vary")).contains("Accept");
        assertThat(page.body())
                .doesNotContain("<style", "style=")
                .doesNotContainPattern("<script(?![^>]* src=\"/)")
                .doesNotContainPattern("(?:href|src)=\"(?!/|data:)");

        List<MatchResult> parts = Pattern.compile("(?:href|src)=\"(/[^\"]+\\.(css|js))\"")
                .matcher(page.body())
                .results()
                .toList();
        assertThat(parts).hasSize(4);
        parts.forEach(part -> {
            Answer answer = service().get(part.group(1)).hasCommonHeaders();
            assertThat(answer.status()).as(part.group(1)).isEqualTo(200);
            assertThat(answer.header("Content-Type"))
                    .isEqualTo((part.group(2).equals("css") ? "text/css" : "text/javascript") + "; charset=utf-8");
            assertThat(answer.header("Cache-Control").contains("immutable"))
                    .isEqualTo(part.group(1).startsWith("/webjars/swagger-ui/"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs.html",
                "/webjars/swagger-ui/0.0.0/swagger-ui.css",
                "/webjars/swagger-ui/5.34.1/index.html",
                "/webjars/swagger-ui/5.34.1/swagger-initializer.js",
                "/webjars/nothing/1.0.0/swagger-ui.css"
            })
    default void otherFilesOfLibraries_areNotServed(String path) {
        service().get(path).is(404);
    }

    @Test
    default void largeParts_areCompressed_whereThatIsTaken() throws IOException, InterruptedException {
        String path = "/webjars/swagger-ui/5.34.1/swagger-ui.css";

        for (int time = 0; time < 2; time++) {
            HttpResponse<byte[]> small = service().getBytes(path, "Accept-Encoding", "gzip");
            assertThat(small.headers().firstValue("Content-Encoding")).hasValue("gzip");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
                assertThat(in.readAllBytes()).isEqualTo(service().getBytes(path).body());
            }
        }
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
