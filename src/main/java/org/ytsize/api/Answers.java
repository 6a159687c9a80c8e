package org.ytsize.api;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;

/** The shapes that all answers share. */
final class Answers {
    static final String JSON = "application/json; charset=utf-8";

    /** Held, because {@link Json}'s own methods look for the provider in every jar on each call, which costs more than the answer. */
    static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());

    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private Answers() {}

    /** The object that {@code json} is, which we have written ourselves. */
    static JsonObject parsed(String json) {
        try (JsonReader reader = READERS.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    /** The beginning of an error's body. */
    static JsonObjectBuilder error(String message) {
        return BUILDERS.createObjectBuilder().add("ok", false).add("error", message);
    }

    // As a text: a MediaType would lose the blank that clients in the field compare with.
    static Response.ResponseBuilder json(int status, JsonObject body) {
        return Response.status(status).header(HttpHeaders.CONTENT_TYPE, JSON).entity(body);
    }

    /** An answer whose body is to end with the request's id; {@link NamedAnswerFilter} puts it there. */
    static Response.ResponseBuilder named(int status, JsonObjectBuilder body) {
        return Response.status(status).header(HttpHeaders.CONTENT_TYPE, JSON).entity(body);
    }

    /** Whole seconds, rounded up and at least one, so that nobody comes back a moment too early. */
    static long wholeSeconds(Duration time) {
        return Math.max(1, time.plusNanos(999_999_999).toSeconds());
    }
}
