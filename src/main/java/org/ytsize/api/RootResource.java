package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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

    /**
     * A client gets the page only where it puts HTML first; everything else is taken for a program. With {@code v} or {@code url} the page asks about that
     * video; where it may not run, it sends the browser to {@link SizesPage}.
     */
    @GET
    public Response root(@Context HttpHeaders headers, @Context UriInfo address) {
        Response.ResponseBuilder response = PageFiles.areWanted(headers)
                ? QuestionPage.asking(address.getQueryParameters())
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
        return response.header(HttpHeaders.VARY, CommonHeaders.VARY_BY_ACCEPT).build();
    }
}
