package org.ytsize.api;

import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.util.List;

/** Turns everything that goes wrong on the way into JSON: what JAX-RS would answer itself, and what nobody expected. */
@Provider
@Dependent
public class FailureMapper implements ExceptionMapper<Throwable> {
    private static final List<String> ENDPOINTS = List.of(
            "GET /",
            "GET /sizes",
            "POST /api/v1/size",
            "GET /api/v2/videos/{id}",
            "GET /api/v2/videos",
            "GET /api/v2/videos/{id}/events",
            "POST /api/v2/videos:batch",
            "GET /api/v1/docs",
            "GET /api/v1/openapi",
            "GET /openapi",
            "GET /api/v1/metrics",
            "GET /api/v1/status",
            "GET /status",
            "GET /health",
            "GET /health/main",
            "GET /health/redis",
            "GET /health/redis/detailed");

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof InvalidRequestException invalid) {
            return Answers.named(400, invalid(invalid)).build();
        }
        if (failure instanceof BodyTooLargeException tooLarge) {
            return Answers.named(413, Answers.error(String.valueOf(tooLarge.getMessage())))
                    .build();
        }
        if (failure instanceof WebApplicationException refusal) {
            return refused(refusal.getResponse());
        }
        if (failure instanceof IOException || isOfReading(failure)) {
            return Answers.named(400, Answers.error("The request's body broke off"))
                    .build();
        }
        return Answers.named(500, Answers.error("Internal server error").add("code", "INTERNAL_ERROR"))
                .build();
    }

    /** As Jersey puts it where not even the first byte of a body has come. */
    private static boolean isOfReading(Throwable failure) {
        return failure instanceof ProcessingException && failure.getCause() instanceof IOException;
    }

    private static Response refused(Response refusal) {
        int status = refusal.getStatus();
        return switch (status) {
            case 404 -> Answers.json(404, notFound().build()).build();
            case 405 ->
                Answers.named(405, Answers.error("Method not allowed"))
                        .header(HttpHeaders.ALLOW, refusal.getHeaderString(HttpHeaders.ALLOW))
                        .build();
            case 406 ->
                Answers.named(406, Answers.error("Nothing here has a media type that you accept"))
                        .build();
            case 415 ->
                Answers.named(400, Answers.error("The body's media type cannot be read"))
                        .build();
            default ->
                Answers.named(status, Answers.error(refusal.getStatusInfo().getReasonPhrase()))
                        .build();
        };
    }

    /** The body for a path that leads nowhere. */
    static JsonObjectBuilder notFound() {
        JsonArrayBuilder endpoints = Answers.BUILDERS.createArrayBuilder(ENDPOINTS);
        return Answers.error("Endpoint not found").add("availableEndpoints", endpoints);
    }

    private static JsonObjectBuilder invalid(InvalidRequestException invalid) {
        JsonArrayBuilder details = Answers.BUILDERS.createArrayBuilder();
        invalid.faults()
                .forEach(fault -> details.add(Answers.BUILDERS
                        .createObjectBuilder()
                        .add("field", fault.field())
                        .add("message", fault.message())));
        return Answers.error(String.valueOf(invalid.getMessage())).add("details", details);
    }
}
