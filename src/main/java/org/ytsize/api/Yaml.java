package org.ytsize.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.regex.Pattern;

/**
 * JSON in YAML's block style (YAML 1.2), to be read by people. Texts stay in JSON's quotes, which YAML reads alike: whether a plain one were
 * taken for a number, a date or {@code no} depends on who reads it.
 */
final class Yaml {
    /** A key that no version of YAML takes for anything but text. */
    private static final Pattern PLAIN = Pattern.compile("(?!(?:yes|off|true|null|false)$)[a-z][A-Za-z]{2,}");

    private Yaml() {}

    static String of(JsonObject object) {
        StringBuilder yaml = new StringBuilder();
        write(object, 0, yaml);
        return yaml.append('\n').toString();
    }

    private static void write(JsonValue value, int depth, StringBuilder yaml) {
        if (value instanceof JsonObject object && !object.isEmpty()) {
            object.forEach((key, below) -> {
                indent(depth, yaml).append(key(key)).append(':');
                write(below, depth + 1, yaml);
            });
        } else if (value instanceof JsonArray array && !array.isEmpty()) {
            array.forEach(item -> {
                indent(depth, yaml).append('-');
                write(item, depth + 1, yaml);
            });
        } else {
            yaml.append(' ').append(value);
        }
    }

    private static String key(String key) {
        return PLAIN.matcher(key).matches() ? key : Json.createValue(key).toString();
    }

    private static StringBuilder indent(int depth, StringBuilder yaml) {
        return (yaml.length() == 0 ? yaml : yaml.append('\n')).append("  ".repeat(depth));
    }
}
