package org.ytsize.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.Response;

/** The shapes that all answers share. */
final class Answers {
    static final String JSON = "application/json; charset=utf-8";

    private Answers() {}

    /** The beginning of an error's body. */
    static JsonObjectBuilder error(String message) {
        return Json.createObjectBuilder().add("ok", false).add("error", message);
    }

    static Response.ResponseBuilder json(int status, JsonObject body) {
        return Response.status(status).type(JSON).entity(body);
    }

    static Response.ResponseBuilder json(int status, JsonObjectBuilder body) {
        return json(status, body.build());
    }
}
