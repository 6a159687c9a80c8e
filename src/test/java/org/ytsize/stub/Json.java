package org.ytsize.stub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object of strings, numbers, booleans, lists and other objects, in the order they were given. Immutable. Its
 * text is as YouTube writes it into a page: no spaces, and nothing in it that could end a script element.
 */
record Json(Map<String, Object> fields) {
    static final Json EMPTY = new Json(Map.of());

    static Json of(String name, Object value) {
        return EMPTY.with(name, value);
    }

    /** Adds a field, or gives it another value. */
    Json with(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return new Json(changed);
    }

    Json without(String name) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.remove(name);
        return new Json(changed);
    }

    /** The text of a field; empty if there is no such field. */
    String text(String name) {
        return String.valueOf(fields.getOrDefault(name, ""));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    String text() {
        StringBuilder out = new StringBuilder();
        write(this, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof Json object) {
            String separator = "";
            out.append('{');
            for (Map.Entry<String, Object> field : object.fields.entrySet()) {
                out.append(separator);
                quote(field.getKey(), out);
                out.append(':');
                write(field.getValue(), out);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            String separator = "";
            out.append('[');
            for (Object element : list) {
                out.append(separator);
                write(element, out);
                separator = ",";
            }
            out.append(']');
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String string) {
            quote(string, out);
        } else {
            throw new IllegalArgumentException("not JSON: " + value.getClass());
        }
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
