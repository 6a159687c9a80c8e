package org.ytsize.api;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.AccessSettings;

/** Which web pages may read an answer (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */
final class Cors {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String EXPOSE = "Access-Control-Expose-Headers";
    private static final String EXPOSED =
            "X-Request-ID,Retry-After,RateLimit-Policy,RateLimit-Limit,RateLimit-Remaining,RateLimit-Reset";

    private Cors() {}

    /**
     * The headers that say so.
     *
     * @param origin the page that asks, if one does
     */
    static Map<String, String> headers(AccessSettings access, @Nullable String origin) {
        if (access.anyOrigin()) {
            return Map.of(ALLOW_ORIGIN, "*", EXPOSE, EXPOSED);
        }
        if (access.origins().isEmpty()) {
            return Map.of();
        }
        return origin != null && access.origins().contains(origin)
                ? Map.of(HttpHeaders.VARY, "Origin", ALLOW_ORIGIN, origin, EXPOSE, EXPOSED)
                : Map.of(HttpHeaders.VARY, "Origin");
    }
}
