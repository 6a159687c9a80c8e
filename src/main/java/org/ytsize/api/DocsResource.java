package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.ytsize.settings.Settings;

/** {@code GET /api/v1/docs} and {@code /api/v1/openapi}: the contract, in short and in full. */
@Singleton
@Path("/api/v1")
public class DocsResource {
    private final JsonObject openApi;
    private final JsonObject docs;

    @Inject
    public DocsResource(Settings settings) throws IOException {
        JsonObject contract = contract();
        JsonObject info = Answers.BUILDERS
                .createObjectBuilder(contract.getJsonObject("info"))
                .add("version", settings.service().version())
                .build();
        this.openApi =
                Answers.BUILDERS.createObjectBuilder(contract).add("info", info).build();
        this.docs = docs(settings, contract);
    }

    @GET
    @Path("openapi")
    public Response openApi() {
        return Answers.json(200, openApi).build();
    }

    @GET
    @Path("docs")
    public Response docs() {
        return Answers.json(200, docs).build();
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

    private static JsonObject contract() throws IOException {
        try (InputStream in = DocsResource.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IOException("the build is incomplete: openapi.json is missing");
            }
            try (JsonReader reader = Json.createReader(in)) {
                return reader.readObject();
            }
        }
    }
}
