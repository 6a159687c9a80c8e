package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.ytsize.settings.AccessSettings;
import org.ytsize.settings.Settings;

/** Tells browsers which web pages may read the answers (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). */
@Provider
@Dependent
@PreMatching
@Priority(Order.CORS)
public class CorsFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String ORIGIN = "Origin";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String EXPOSED =
            "X-Request-ID,Retry-After,RateLimit-Policy,RateLimit-Limit,RateLimit-Remaining,RateLimit-Reset";

    private final AccessSettings access;

    @Inject
    public CorsFilter(Settings settings) {
        this.access = settings.access();
    }

    /** Answers a preflight, or any other OPTIONS, at once: it is neither counted nor authenticated. */
    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.OPTIONS)) {
            request.abortWith(Response.noContent()
                    .header("Access-Control-Allow-Methods", "GET,POST")
                    .header("Access-Control-Allow-Headers", "Content-Type,X-API-Key,X-Request-ID")
                    .header("Access-Control-Max-Age", "86400")
                    .build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        if (access.anyOrigin()) {
            headers.putSingle(ALLOW_ORIGIN, "*");
            headers.putSingle("Access-Control-Expose-Headers", EXPOSED);
            return;
        }
        if (access.origins().isEmpty()) {
            return;
        }
        headers.add(HttpHeaders.VARY, ORIGIN);
        String origin = request.getHeaderString(ORIGIN);
        if (origin != null && access.origins().contains(origin)) {
            headers.putSingle(ALLOW_ORIGIN, origin);
            headers.putSingle("Access-Control-Expose-Headers", EXPOSED);
        }
    }
}
