package org.ytsize.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** What pages for people consist of, how it is read, and what a page may do. Whoever asks for a file says which names there are. Stateless. */
final class PageFiles {
    /** What a page of ours may do: nothing but what comes from here, and nothing that is written into the page itself. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8",
            "json",
            Answers.JSON);

    private PageFiles() {}

    /** A client gets a page only where it puts HTML first; everything else is taken for a program. */
    static boolean areWanted(HttpHeaders headers) {
        MediaType first = headers.getAcceptableMediaTypes().get(0);
        return first.isCompatible(MediaType.TEXT_HTML_TYPE) && !first.isWildcardType();
    }

    /** A page of ours or a part of one. Browsers ask each time: a release changes it under the same name. */
    static Response.ResponseBuilder own(String name) {
        return response(name, bytes("page/" + name)).header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    /** Those bytes as what a file called {@code name} is. */
    static Response.ResponseBuilder response(String name, byte[] bytes) {
        String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name);
        return Response.ok(bytes).header(HttpHeaders.CONTENT_TYPE, type).header("Content-Security-Policy", POLICY);
    }

    /** The file's content; 404 where there is none. */
    static byte[] bytes(String path) {
        try (InputStream in = PageFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new NotFoundException();
            }
            return in.readAllBytes();
        } catch (IOException ofOurs) {
            throw new UncheckedIOException(ofOurs); // An IOException would be taken for the caller's.
        }
    }
}
