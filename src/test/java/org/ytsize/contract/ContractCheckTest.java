package org.ytsize.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContractCheckTest {
    private static final String DOCUMENT = """
            {"openapi": "3.0.3", "info": {"title": "x", "version": "1"},
             "paths": {
               "/": {"get": {"responses": {
                 "200": {"description": "a page", "content": {"text/html": {"schema": {"type": "string", "maxLength": 9}}}},
                 "default": {"$ref": "#/components/responses/Problem"}}}},
               "/things/{id}": {
                 "get": {"responses": {
                   "200": {"$ref": "#/components/responses/Thing"},
                   "304": {"description": "as before"},
                   "5XX": {"$ref": "#/components/responses/Problem"}}},
                 "options": {"responses": {"204": {"description": "ask", "headers": {
                   "Allow": {"required": true, "schema": {"type": "string"}}}}}}},
               "/things/all": {"get": {"responses": {
                 "200": {"description": "the same as YAML", "content": {
                   "application/yaml": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}}},
             "components": {
               "responses": {
                 "Thing": {"description": "one", "headers": {
                     "X-Left": {"$ref": "#/components/headers/Left"},
                     "X-Way": {"schema": {"type": "string", "enum": ["hit", "miss"]}}},
                   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                 "Problem": {"description": "no", "content": {"application/json": {"schema": {"allOf": [
                   {"$ref": "#/components/schemas/Problem"},
                   {"properties": {"code": {"type": "string", "enum": ["A", "B"]}}}]}}}}},
               "headers": {"Left": {"required": true, "schema": {"type": "integer", "minimum": 0}}},
               "schemas": {
                 "Problem": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
                 "Thing": {"type": "object", "required": ["name"], "properties": {
                   "name": {"type": "string"},
                   "size": {"type": "integer", "nullable": true},
                   "when": {"type": "string", "format": "date-time"},
                   "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                   "inner": {"type": "object", "properties": {"a": {"type": "number"}}}}}}}}""";

    private static final String JSON = "application/json; charset=utf-8";
    private static final Map<String, String> HEADERS = Map.of("Content-Type", JSON, "x-left", "3");
    private static final String THING = """
            {"name": "n", "size": null, "when": "2026-11-23T23:56:37.122Z", "labels": {"any": "x"}, "inner": {"a": 1.5}}""";

    private final ContractCheck check = new ContractCheck(DOCUMENT);

    @Test
    void asDocumented_isRight() {
        assertThat(faults("GET", "/things/7", 200, HEADERS, THING)).isEmpty();
        assertThat(faults("GET", "/things/7/?x=/y;z", 200, HEADERS, "{\"name\": \"n\"}"))
                .isEmpty();
        assertThat(faults("GET", "/things/7", 304, Map.of("Date", "today"), "")).isEmpty();
        assertThat(faults("GET", "/", 200, Map.of("Content-Type", "text/html"), "<p>short"))
                .isEmpty();
        assertThat(faults("GET", "/things/all", 200, Map.of("Content-Type", "application/yaml"), "- name: n"))
                .isEmpty();
    }

    @Test
    void whatIsWrong_isToldTogether_withTheResponse() {
        assertThatThrownBy(() -> check.check("GET", "/things/7", 200, Map.of(), "{\"odd\": 1}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "GET /things/7 -> 200", "x-left: is missing", "no Content-Type", "{\"odd\": 1}");
    }

    @Nested
    final class AStatus {
        @Test
        void isWrong_whereTheOperationDoesNotHaveIt() {
            assertThat(faults("GET", "/things/7", 201, HEADERS, THING))
                    .containsExactly("the document does not know the status");
        }

        @Test
        void mayBeOfARange_orTheDefault() {
            assertThat(faults(
                            "GET",
                            "/things/7",
                            502,
                            Map.of("Content-Type", JSON),
                            "{\"error\": \"x\", \"code\": \"A\"}"))
                    .isEmpty();
            assertThat(faults("GET", "/", 418, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .isEmpty();
        }

        @Test
        void beforeTheAnswer_isNotLookedAt() {
            assertThat(faults("GET", "/things/7", 100, Map.of(), "")).isEmpty();
        }
    }

    @Nested
    final class ABody {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                delimiter = '|',
                value = {
                    "{} | required property 'name' not found",
                    "{\"name\": 1} | integer found, string expected",
                    "{\"name\": null} | null found, string expected",
                    "{\"name\": \"n\", \"size\": \"1\"} | string found",
                    "{\"name\": \"n\", \"size\": 1.5} | integer expected",
                    "{\"name\": \"n\", \"when\": \"yesterday\"} | date-time",
                    "{\"name\": \"n\", \"labels\": {\"a\": 1}} | string expected",
                    "{\"name\": \"n\", \"more\": 1} | 'more'",
                    "{\"name\": \"n\", \"inner\": {\"b\": 1}} | 'b'",
                    "[] | object expected",
                    "{\"name\": \"n\"} {} | cannot be read as application/json",
                    "{\"name\": | cannot be read as application/json"
                })
        void isWrong_whereItIsNotAsItsSchema(String body, String fault) {
            assertThat(faults("GET", "/things/7", 200, HEADERS, body))
                    .singleElement()
                    .asString()
                    .contains(fault);
        }

        @Test
        void ofSeveralParts_hasToFitAllOfThem() {
            assertThat(faults(
                            "GET",
                            "/things/7",
                            500,
                            Map.of("Content-Type", JSON),
                            "{\"error\": \"x\", \"code\": \"C\"}"))
                    .singleElement()
                    .asString()
                    .contains("code");
        }

        @Test
        void isWrong_whereItsTypeIsAnother() {
            assertThat(faults("GET", "/things/7", 200, Map.of("Content-Type", "text/html", "X-Left", "1"), THING))
                    .containsExactly("body: the document does not know text/html there, but [application/json]");
        }

        @Test
        void isWrong_whereThereIsNone() {
            assertThat(faults("GET", "/things/7", 304, HEADERS, "x")).contains("body: there is one");
        }

        @Test
        void isWrong_whereItIsMissing() {
            assertThat(faults("GET", "/things/7", 200, HEADERS, "")).isNotEmpty();
        }

        @Test
        void thatIsText_isMeasuredAsText() {
            assertThat(faults("GET", "/", 200, Map.of("Content-Type", "text/html"), "<p>too long"))
                    .singleElement()
                    .asString()
                    .contains("9");
        }
    }

    @Nested
    final class AHeader {
        @Test
        void isWrong_whereItIsMissing() {
            assertThat(faults("GET", "/things/7", 200, Map.of("Content-Type", JSON), THING))
                    .containsExactly("header x-left: is missing");
        }

        @ParameterizedTest
        @ValueSource(strings = {"many", "-1", "1.5", "", "1, 2"})
        void isWrong_whereItsTypeIsAnother(String value) {
            assertThat(faults("GET", "/things/7", 200, with("X-Left", value), THING))
                    .singleElement()
                    .asString()
                    .startsWith("header x-left");
        }

        @Test
        void isWrong_whereItsValueIsAnother() {
            assertThat(faults("GET", "/things/7", 200, with("x-way", "hit"), THING))
                    .isEmpty();
            assertThat(faults("GET", "/things/7", 200, with("x-way", "detour"), THING))
                    .singleElement()
                    .asString()
                    .startsWith("header x-way");
        }

        @Test
        void isWrong_whereItIsNotDocumented() {
            assertThat(faults("GET", "/things/7", 200, with("X-Powered-By", "us"), THING))
                    .containsExactly("header x-powered-by: the document does not name it");
        }
    }

    @Nested
    final class ARequest {
        @Test
        void forAnUnknownPath_isNotFound_inTheWayOfTheDefault() {
            assertThat(faults("GET", "/nowhere", 404, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .isEmpty();
            assertThat(faults("GET", "/nowhere", 404, Map.of("Content-Type", JSON), "{}"))
                    .isNotEmpty();
            assertThat(faults("GET", "/nowhere", 200, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .containsExactly("the document does not know the path, which would be a 404");
            assertThat(faults("GET", "//;a=b", 404, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .isEmpty();
            assertThat(faults("GET", "/things", 500, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .hasSize(1);
        }

        @Test
        void byAnUnknownMethod_isNotAllowed_inTheWayOfTheDefault() {
            assertThat(faults("PUT", "/things/7", 405, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .isEmpty();
            assertThat(faults("PUT", "/things/7", 200, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                    .containsExactly("the document does not know the method there, which would be a 405");
        }

        @Test
        void thatIsRefusedBeforeItsPathIsLookedAt_isRefusedInTheWayOfTheDefault() {
            for (String path : List.of("/nowhere", "/things/all")) {
                assertThat(faults("PUT", path, 413, Map.of("Content-Type", JSON), "{\"error\": \"x\"}"))
                        .isEmpty();
                assertThat(faults("PUT", path, 413, Map.of("Content-Type", JSON), "{}"))
                        .isNotEmpty();
            }
        }

        @Test
        void byHead_isThatByGet_withoutTheBody() {
            assertThat(faults("HEAD", "/things/7", 200, HEADERS, "")).isEmpty();
            assertThat(faults("HEAD", "/things/7", 200, HEADERS, THING)).containsExactly("body: there is one");
            assertThat(faults("HEAD", "/things/7", 200, Map.of(), "")).contains("header x-left: is missing");
        }

        @Test
        void byOptions_isTheSameOnEveryPath() {
            for (String path : List.of("/", "/things/7", "/nowhere")) {
                assertThat(faults("OPTIONS", path, 204, Map.of("Allow", "GET"), ""))
                        .isEmpty();
                assertThat(faults("OPTIONS", path, 204, Map.of(), "")).containsExactly("header allow: is missing");
            }
        }

        @Test
        void forWhatIsNotOfTheApi_isNotLookedAt_unlessItIsShut() {
            assertThat(faults("GET", "/mphealth/ready", 503, Map.of(), "down")).isEmpty();
            assertThat(faults("GET", "/mphealth/ready", 404, Map.of("Content-Type", JSON), "{}"))
                    .isNotEmpty();
        }
    }

    private List<String> faults(String method, String target, int status, Map<String, String> headers, String body) {
        Map<String, List<String>> lists = new TreeMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return check.faults(method, target, status, lists, body);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", JSON));
        headers.putAll(name.equals("X-Left") ? Map.of() : Map.of("X-Left", "3"));
        headers.put(name, value);
        return headers;
    }
}
