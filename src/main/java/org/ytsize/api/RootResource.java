package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.ytsize.settings.ServiceSettings;
import org.ytsize.settings.Settings;

/** {@code GET /}: what this is, for programs; a page to try it on, for people. */
@Singleton
@Path("/")
public class RootResource {
    private final ServiceSettings settings;

    @Inject
    public RootResource(Settings settings) {
        this.settings = settings.service();
    }

    @GET
    public Response root(@Context HttpHeaders headers) {
        Response.ResponseBuilder response = StaticFiles.wantsPage(headers)
                ? StaticFiles.ours("index.html")
                : Answers.json(
                        200,
                        Answers.BUILDERS
                                .createObjectBuilder()
                                .add("ok", true)
                                .add("service", "ytdlp-sizer-api")
                                .add("version", settings.version())
                                .add("status", "running")
                                .add("documentation", "/api/v1/docs")
                                .build());
        return response.header(HttpHeaders.VARY, StaticFiles.VARY).build();
    }
}
