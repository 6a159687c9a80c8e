package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.ytsize.settings.Settings;

/** {@code GET /api/v1/docs} and {@code /api/v1/openapi}: the contract, in short and in full; for people the full one as a page. */
@Singleton
@Path("/api/v1")
public class DocsResource {
    private final Contract contract;
    private final JsonObject docs;

    @Inject
    public DocsResource(Settings settings, Contract contract) {
        this.contract = contract;
        this.docs = docs(settings, contract.json());
    }

    @GET
    @Path("openapi")
    public Response openApi() {
        return Answers.json(200, contract.json()).build();
    }

    @GET
    @Path("docs")
    public Response docs(@Context HttpHeaders headers) {
        Response.ResponseBuilder response =
                PageFiles.areWanted(headers) ? PageFiles.own("docs.html") : Answers.json(200, docs);
        return response.header(HttpHeaders.VARY, CommonHeaders.VARY_BY_ACCEPT).build();
    }

    private static JsonObject docs(Settings settings, JsonObject contract) {
        return Answers.BUILDERS
                .createObjectBuilder()
                .add("ok", true)
                .add("version", settings.service().version())
                .add("service", "ytdlp-sizer-api")
                .add("description", contract.getJsonObject("info").getString("description"))
                .add("endpoints", endpoints(contract.getJsonObject("paths")))
                .add(
                        "authentication",
                        Answers.BUILDERS
                                .createObjectBuilder()
                                .add("required", settings.access().authRequired())
                                .add("header", "X-API-Key"))
                .add(
                        "rateLimit",
                        Answers.BUILDERS
                                .createObjectBuilder()
                                .add("windowMs", settings.rateLimit().window().toMillis())
                                .add("maxRequests", settings.rateLimit().maxRequests()))
                .add(
                        "features",
                        Answers.BUILDERS
                                .createObjectBuilder()
                                .add("workerPool", true)
                                .add("requestTracing", true)
                                .add("retryLogic", true)
                                .add("cacheStrategy", "private, max-age=3600")
                                .add("openapi", "/api/v1/openapi"))
                .build();
    }

    /** One line for each operation, from the OpenAPI document, so that the two cannot differ. */
    private static JsonObjectBuilder endpoints(JsonObject paths) {
        JsonObjectBuilder endpoints = Answers.BUILDERS.createObjectBuilder();
        paths.forEach((path, operations) -> operations.asJsonObject().forEach((method, operation) -> {
            if (operation.getValueType() == JsonValue.ValueType.OBJECT) {
                endpoints.add(
                        method.toUpperCase(Locale.ROOT) + " " + path,
                        operation.asJsonObject().getString("summary"));
            }
        }));
        return endpoints;
    }
}
