package org.ytsize.api;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.GZIPOutputStream;

/** The pages for people and what they consist of: files of our own, and a few of WebJars, all of them on the class path. Thread-safe. */
@Singleton
@Path("/")
public class StaticFiles {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /** Of what is a page for some and JSON for others. */
    static final String VARY = "Accept, Accept-Encoding, Origin";

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8");

    /** What is served of each library, and where its WebJar has it. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "uplot/uPlot.iife.min.js", "dist/",
            "uplot/uPlot.min.css", "dist/",
            "swagger-ui/swagger-ui-bundle.js", "",
            "swagger-ui/swagger-ui.css", "");

    /** Those of libraries, compressed when they are first asked for: one has 1.7 MB, and each time would be a tenth of a second. */
    private final ConcurrentMap<String, byte[]> compressed = new ConcurrentHashMap<>();

    /** A client is shown a page only where it puts HTML first; everything else is taken for a program. */
    static boolean wantsPage(HttpHeaders headers) {
        MediaType first = headers.getAcceptableMediaTypes().get(0);
        return first.isCompatible(MediaType.TEXT_HTML_TYPE) && !first.isWildcardType();
    }

    /** A page, or a part of it, of our own. */
    static Response.ResponseBuilder ours(String name) {
        return answer(name, read("page/" + name)).header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @GET
    @Path("{name: (?:page|status|docs)\\.(?:css|js)}")
    public Response part(@PathParam("name") String name) {
        return ours(name).build();
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
                ? answer(name, compressed.computeIfAbsent(path, StaticFiles::compress))
                        .header(HttpHeaders.CONTENT_ENCODING, "gzip")
                : answer(name, read(path));
        return answer.header(HttpHeaders.CACHE_CONTROL, FOR_EVER).build();
    }

    private static Response.ResponseBuilder answer(String name, byte[] body) {
        return Response.ok(body)
                .header(HttpHeaders.CONTENT_TYPE, TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .header("Content-Security-Policy", POLICY);
    }

    private static byte[] compress(String path) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(read(path));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return small.toByteArray();
    }

    private static byte[] read(String path) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new NotFoundException();
            }
            return in.readAllBytes();
        } catch (IOException ofOurs) {
            throw new UncheckedIOException(ofOurs); // An IOException would be taken for the caller's.
        }
    }
}
