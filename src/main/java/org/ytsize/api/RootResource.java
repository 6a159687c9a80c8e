package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.ytsize.settings.ServiceSettings;
import org.ytsize.settings.Settings;

/** {@code GET /}: what this is, for programs; a page to try it on, for people. */
@Singleton
@Path("/")
public class RootResource {
    private static final String PAGE = "index.html";
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    private static final Map<String, String> FILES = Map.of(
            PAGE,
            "text/html; charset=utf-8",
            "page.css",
            "text/css; charset=utf-8",
            "page.js",
            "text/javascript; charset=utf-8",
            "status.html",
            "text/html; charset=utf-8",
            "status.css",
            "text/css; charset=utf-8",
            "status.js",
            "text/javascript; charset=utf-8");

    private final ServiceSettings settings;

    @Inject
    public RootResource(Settings settings) {
        this.settings = settings.service();
    }

    /** A client gets the page only where it puts HTML first; everything else is taken for a program. */
    @GET
    public Response root(@Context HttpHeaders headers) {
        List<MediaType> accepted = headers.getAcceptableMediaTypes();
        Response.ResponseBuilder response = accepted.get(0).isCompatible(MediaType.TEXT_HTML_TYPE)
                        && !accepted.get(0).isWildcardType()
                ? file(PAGE)
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
        return response.header(HttpHeaders.VARY, "Accept, Accept-Encoding, Origin")
                .build();
    }

    /** What the page consists of. */
    @GET
    @Path("{name: page\\.(?:css|js)}")
    public Response part(@PathParam("name") String name) {
        return file(name).build();
    }

    /** A part of a page, one of {@link #FILES}. */
    static Response.ResponseBuilder file(String name) {
        try (InputStream in = RootResource.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new NotFoundException();
            }
            return Response.ok(in.readAllBytes())
                    .header(HttpHeaders.CONTENT_TYPE, FILES.get(name))
                    .header("Content-Security-Policy", PAGE_POLICY)
                    .header(HttpHeaders.CACHE_CONTROL, "no-cache");
        } catch (IOException ofOurs) {
            throw new UncheckedIOException(ofOurs); // An IOException would be taken for the caller's.
        }
    }
}
