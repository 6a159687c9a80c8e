package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.io.StringReader;
import java.util.Objects;

/**
 * What an object has to have, as an example whose words tell the types: {@code "text"}, {@code "number"}, {@code "boolean"},
 * {@code "text?"} for text or null; any other word stands for itself. An array has as many items as the example. More fields may be there.
 */
final class Shape {
    private final JsonObject example;

    private Shape(JsonObject example) {
        this.example = example;
    }

    static Shape of(String example) {
        return new Shape(Json.createReader(new StringReader(example)).readObject());
    }

    void fits(JsonObject object) {
        check("", example, object);
    }

    private static void check(String path, JsonValue wanted, JsonValue found) {
        if (wanted instanceof JsonObject object) {
            assertThat(found.getValueType()).as(path).isEqualTo(ValueType.OBJECT);
            object.forEach((key, value) -> {
                String below = path + "/" + key;
                check(below, value, Objects.requireNonNull(found.asJsonObject().get(key), below));
            });
        } else if (wanted.getValueType() == ValueType.ARRAY) {
            assertThat(found.asJsonArray()).as(path).hasSameSizeAs(wanted.asJsonArray());
            for (int i = 0; i < found.asJsonArray().size(); i++) {
                check(
                        path + "/" + i,
                        wanted.asJsonArray().get(i),
                        found.asJsonArray().get(i));
            }
        } else {
            checkWord(path, ((JsonString) wanted).getString(), found);
        }
    }

    private static void checkWord(String path, String wanted, JsonValue found) {
        switch (wanted) {
            case "text" -> assertThat(found.getValueType()).as(path).isEqualTo(ValueType.STRING);
            case "text?" -> assertThat(found.getValueType()).as(path).isIn(ValueType.STRING, ValueType.NULL);
            case "number" -> assertThat(found.getValueType()).as(path).isEqualTo(ValueType.NUMBER);
            case "boolean" -> assertThat(found.getValueType()).as(path).isIn(ValueType.TRUE, ValueType.FALSE);
            default -> assertThat(found.toString().replace("\"", "")).as(path).isEqualTo(wanted);
        }
    }
}
