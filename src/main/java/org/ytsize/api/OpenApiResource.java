package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /openapi}: the contract where MicroProfile OpenAPI has it, in the formats and by the rules of that specification (4.0, "Endpoint").
 * The server's own endpoint is off: it tells another document than it is given.
 */
@Singleton
@Path("/openapi")
public class OpenApiResource {
    private static final MediaType YAML = new MediaType("application", "yaml");

    private final Contract contract;

    @Inject
    public OpenApiResource(Contract contract) {
        this.contract = contract;
    }

    /** YAML, unless the parameter or else the header asks for JSON. Who takes neither gets YAML all the same. */
    @GET
    public Response document(@QueryParam("format") @Nullable String format, @Context HttpHeaders headers) {
        boolean asJson = format == null ? prefersJson(headers) : format.equalsIgnoreCase("JSON");
        Response.ResponseBuilder response = asJson
                ? Answers.json(200, contract.json())
                : Response.ok(contract.yaml()).header(HttpHeaders.CONTENT_TYPE, YAML);
        return response.header(HttpHeaders.VARY, CommonHeaders.VARY_BY_ACCEPT).build();
    }

    private static boolean prefersJson(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .filter(type -> type.isCompatible(YAML) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .findFirst()
                .filter(type -> !type.isCompatible(YAML))
                .isPresent();
    }
}
