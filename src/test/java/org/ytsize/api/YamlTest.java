package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlTest {
    @Test
    void isWrittenInBlocks() {
        assertThat(yaml("""
                        {"openapi": "3.0.3", "paths": {"/": {"get": {"tags": ["a", {"b": 1}], "none": {}, "empty": []}}}}""")).isEqualTo("""
                        openapi: "3.0.3"
                        paths:
                          "/":
                            get:
                              tags:
                                - "a"
                                -
                                  "b": 1
                              none: {}
                              empty: []
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\": {\"b\": {\"c\": [[1, [2, []]], {\"d\": null}]}}}",
                "{\"text\": \"no\", \"no\": \"yes\", \"yes\": \"~\", \"off\": \"1:30\", \"null\": \"null\", \"y\": \"\", \"\": \" \", \"200\": \"0x1F\"}",
                "{\"text\": \"a: b # c\", \"lines\": \"a\\nb\\r\\n\\tc\", \"quotes\": \"\\\"'\\\\/\", \"sign\": \"\\u0001\u00fc\\ud83d\\ude00\"}",
                "{\"$ref\": \"#/a/b\", \"- x\": \"- y\", \"? x\": \"!y\", \"{x}\": \"{y}\", \"a b\": \"@\", \"x: y\": \"*z\"}",
                "{\"numbers\": [0, -1, 1.5, 1e10, 123456789012345], \"truths\": [true, false, null]}"
            })
    void isReadAsTheJsonItWasMadeOf(String json) throws Exception {
        assertThat(new YAMLMapper().readTree(yaml(json))).isEqualTo(new ObjectMapper().readTree(json));
    }

    private static String yaml(String json) {
        JsonObject object = Json.createReader(new StringReader(json)).readObject();
        return Yaml.of(object);
    }
}
