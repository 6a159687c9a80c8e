package org.ytsize.api;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** {@code GET} of what pages consist of: files of our own, and a few of WebJars, all of them on the class path. Thread-safe. */
@Singleton
@Path("/")
public class StaticFiles {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    /** What is served of each library, and where its WebJar has it. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "uplot/uPlot.iife.min.js", "dist/",
            "uplot/uPlot.min.css", "dist/",
            "swagger-ui/swagger-ui-bundle.js", "",
            "swagger-ui/swagger-ui.css", "");

    /** Those of libraries, compressed when they are first asked for: one has 1.7 MB, and each time would be a tenth of a second. */
    private final ConcurrentMap<String, byte[]> compressed = new ConcurrentHashMap<>();

    @GET
    @Path("{name: (?:page|status|docs)\\.(?:css|js)|page-(?:events|result)\\.js|page-advice\\.json}")
    public Response part(@PathParam("name") String name) {
        return PageFiles.own(name).build();
    }

    /** As its authors have made it. Another version has another path, so this one may be kept for ever. */
    @GET
    @Path("webjars/{library}/{version: [0-9]+\\.[0-9]+\\.[0-9]+}/{name}")
    public Response ofLibrary(
            @PathParam("library") String library,
            @PathParam("version") String version,
            @PathParam("name") String name,
            @Context ContainerRequestContext request) {
        String directory = LIBRARIES.get(library + "/" + name);
        if (directory == null) {
            throw new NotFoundException();
        }
        String path = "/META-INF/resources/webjars/" + library + "/" + version + "/" + directory + name;
        Response.ResponseBuilder answer = CompressionInterceptor.mayPack(request)
                ? PageFiles.response(
                                name,
                                compressed.computeIfAbsent(
                                        path, unseen -> CompressionInterceptor.packed(PageFiles.bytes(unseen))))
                        .header(HttpHeaders.CONTENT_ENCODING, "gzip")
                : PageFiles.response(name, PageFiles.bytes(path));
        return answer.header(HttpHeaders.CACHE_CONTROL, FOR_EVER).build();
    }
}
