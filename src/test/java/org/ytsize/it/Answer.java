package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A response of the service, and what can be promised of every one.
 *
 * @param headers by names of any case
 * @param body as text; a compressed body is not text, so nobody asks for one by chance
 */
record Answer(int status, Map<String, List<String>> headers, String body) {
    static final String JSON = "application/json; charset=utf-8";

    Answer {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    /** The value of a header that is there once at most; empty if it is not there. */
    String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        assertThat(values).as(name).hasSizeLessThanOrEqualTo(1);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** All values of a header that is a list. */
    List<String> items(String name) {
        return headers.getOrDefault(name, List.of()).stream()
                .flatMap(line -> List.of(line.split(" *, *", -1)).stream())
                .toList();
    }

    boolean has(String name) {
        return headers.containsKey(name);
    }

    JsonObject json() {
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }

    String error() {
        return json().getString("error");
    }

    /** The first fault and all of them, as {@code field: message}. */
    List<String> faults() {
        JsonArray details = json().getJsonArray("details");
        return Optional.ofNullable(details).stream()
                .flatMap(array -> array.getValuesAs(JsonObject.class).stream())
                .map(fault -> fault.getString("field") + ": " + fault.getString("message"))
                .toList();
    }

    /** Checks the status, and that the answer is what every answer in JSON is. */
    Answer is(int expected) {
        assertThat(status).as(() -> this.toString()).isEqualTo(expected);
        return isJson();
    }

    /** Checks what holds for every answer in JSON, whatever its status. */
    Answer isJson() {
        assertThat(header("Content-Type")).as(() -> this.toString()).isEqualTo(JSON);
        assertThat(json().getBoolean("ok")).as(() -> this.toString()).isEqualTo(status < 400);
        if (json().containsKey("requestId")) {
            assertThat(json().getString("requestId")).isEqualTo(header("X-Request-ID"));
        }
        if (status >= 400 && !json().containsKey("status")) { // A report of bad health is no error.
            assertThat(error()).isNotBlank().doesNotContain("Exception", "org.ytsize");
        }
        return hasCommonHeaders();
    }

    /** Checks the headers of every response, JSON or not. */
    Answer hasCommonHeaders() {
        assertThat(header("X-Request-ID")).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header("Strict-Transport-Security")).startsWith("max-age=");
        assertThat(header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(has("Server")).as("Server").isFalse();
        assertThat(has("X-Powered-By")).as("X-Powered-By").isFalse();
        return this;
    }

    /** Checks the headers that every counted answer has. */
    Answer isCounted(int limit, int remaining) {
        assertThat(header("RateLimit-Limit")).isEqualTo(Integer.toString(limit));
        assertThat(header("RateLimit-Remaining")).isEqualTo(Integer.toString(remaining));
        assertThat(header("RateLimit-Policy")).startsWith(limit + ";w=");
        long window = Long.parseLong(header("RateLimit-Policy").split("w=", 2)[1]);
        assertThat(Long.parseLong(header("RateLimit-Reset"))).isBetween(1L, window);
        return this;
    }

    Answer isNotCounted() {
        assertThat(headers.keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ratelimit"));
        return this;
    }
}
