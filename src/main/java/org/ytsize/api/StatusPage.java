package org.ytsize.api;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /status}: a page that shows people how the cluster is doing. It needs no key, and asks for the one that {@link StatusResource} may need. */
@Singleton
@Path("/")
public class StatusPage {
    @GET
    @Path("status")
    public Response page() {
        return RootResource.file("status.html").build();
    }

    /** What the page consists of, but for the plots. */
    @GET
    @Path("{name: status\\.(?:css|js)}")
    public Response part(@PathParam("name") String name) {
        return RootResource.file(name).build();
    }

    /** What draws the plots, as its authors have made it. Another version has another path, so this one may be kept for ever. */
    @GET
    @Path("webjars/uplot/{version: [0-9]+\\.[0-9]+\\.[0-9]+}/{name: uPlot\\.(?:iife\\.min\\.js|min\\.css)}")
    public Response plots(@PathParam("version") String version, @PathParam("name") String name) {
        String path = "/META-INF/resources/webjars/uplot/" + version + "/dist/" + name;
        try (InputStream in = StatusPage.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new NotFoundException();
            }
            return Response.ok(in.readAllBytes())
                    .header(
                            HttpHeaders.CONTENT_TYPE,
                            (name.endsWith("css") ? "text/css" : "text/javascript") + "; charset=utf-8")
                    .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                    .build();
        } catch (IOException ofOurs) {
            throw new UncheckedIOException(ofOurs); // An IOException would be taken for the caller's.
        }
    }
}
