package org.ytsize.api;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.AccessSettings;

/**
 * The headers that each response has, unless a resource sets another value: its request's name, what every JSON API tells browsers, and which web pages
 * may read it (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). Thread-safe.
 */
final class CommonHeaders {
    private static final Map<String, String> SECURITY = Map.of(
            "X-Content-Type-Options",
            "nosniff",
            "Strict-Transport-Security",
            "max-age=31536000; includeSubDomains",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "cross-origin",
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'");

    /** What {@code Vary} names where the answer also depends on the media types that are accepted. */
    static final String VARY_BY_ACCEPT = "Accept, Accept-Encoding, Origin";

    private static final String EXPOSED =
            "X-Request-ID,Retry-After,RateLimit-Policy,RateLimit-Limit,RateLimit-Remaining,RateLimit-Reset";

    private static final String EXPOSED_BY_V2 = "X-Request-ID,Retry-After,RateLimit-Policy,RateLimit,ETag,Age,X-Cache";

    private final AccessSettings access;
    private final String vary;

    CommonHeaders(AccessSettings access) {
        this.access = access;
        boolean dependsOnOrigin = !access.anyOrigin() && !access.origins().isEmpty();
        this.vary = dependsOnOrigin ? HttpHeaders.ACCEPT_ENCODING + ", Origin" : HttpHeaders.ACCEPT_ENCODING;
    }

    /**
     * Sets them all.
     *
     * @param path what was asked for
     * @param origin the web page that asks, if one does
     */
    void add(HttpServletResponse response, String path, @Nullable String origin, RequestId id) {
        String exposed = Problem.isToldFor(path) ? EXPOSED_BY_V2 : EXPOSED;
        response.setHeader(RequestId.HEADER, id.value());
        SECURITY.forEach(response::setHeader);
        // What v2 says may be kept by caches that many use.
        response.setHeader(HttpHeaders.VARY, Problem.isToldFor(path) ? vary + ", x-no-compression" : vary);
        if (access.anyOrigin()) {
            allow(response, "*", exposed);
        } else if (origin != null && access.origins().contains(origin)) {
            allow(response, origin, exposed);
        }
    }

    private static void allow(HttpServletResponse response, String origin, String exposed) {
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.setHeader("Access-Control-Expose-Headers", exposed);
    }
}
