package org.ytsize.api;

import jakarta.enterprise.context.Dependent;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Turns everything that goes wrong on the way into JSON: what JAX-RS would answer itself, and what nobody expected. */
@Provider
@Dependent
public class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class.getName());
    private static final List<String> ENDPOINTS = List.of(
            "GET /",
            "POST /api/v1/size",
            "GET /api/v1/docs",
            "GET /api/v1/openapi",
            "GET /api/v1/metrics",
            "GET /health",
            "GET /health/main",
            "GET /health/redis",
            "GET /health/redis/detailed");

    @Context
    @SuppressWarnings(
            "NullAway.Init") // A proxy to the request at hand, which JAX-RS hands to fields and setters alone.
    ContainerRequestContext request;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof InvalidRequestException invalid) {
            return Answers.json(400, invalid(invalid)).build();
        }
        if (failure instanceof BodyTooLargeException tooLarge) {
            return Answers.json(413, withId(Answers.error(String.valueOf(tooLarge.getMessage()))))
                    .build();
        }
        if (failure instanceof WebApplicationException refusal) {
            return refused(refusal.getResponse());
        }
        if (failure instanceof IOException) {
            return Answers.json(400, withId(Answers.error("The request's body broke off")))
                    .build();
        }
        LOG.log(Level.SEVERE, failure, () -> "request " + RequestId.of(request).value() + " failed unexpectedly");
        return Answers.json(500, withId(Answers.error("Internal server error").add("code", "INTERNAL_ERROR")))
                .build();
    }

    private Response refused(Response refusal) {
        int status = refusal.getStatus();
        return switch (status) {
            case 404 -> Answers.json(404, notFound()).build();
            case 405 ->
                Answers.json(405, withId(Answers.error("Method not allowed")))
                        .header(HttpHeaders.ALLOW, refusal.getHeaderString(HttpHeaders.ALLOW))
                        .build();
            case 406 ->
                Answers.json(406, withId(Answers.error("Nothing here has a media type that you accept")))
                        .build();
            case 415 ->
                Answers.json(400, withId(Answers.error("The body's media type cannot be read")))
                        .build();
            default ->
                Answers.json(
                                status,
                                withId(Answers.error(refusal.getStatusInfo().getReasonPhrase())))
                        .build();
        };
    }

    private static JsonObjectBuilder notFound() {
        JsonArrayBuilder endpoints = Json.createArrayBuilder(ENDPOINTS);
        return Answers.error("Endpoint not found").add("availableEndpoints", endpoints);
    }

    private JsonObjectBuilder invalid(InvalidRequestException invalid) {
        JsonArrayBuilder details = Json.createArrayBuilder();
        invalid.faults()
                .forEach(fault -> details.add(
                        Json.createObjectBuilder().add("field", fault.field()).add("message", fault.message())));
        return withId(Answers.error(String.valueOf(invalid.getMessage())).add("details", details));
    }

    private JsonObjectBuilder withId(JsonObjectBuilder body) {
        return body.add("requestId", RequestId.of(request).value());
    }
}
