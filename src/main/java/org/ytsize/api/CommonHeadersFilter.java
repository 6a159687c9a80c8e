package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

/** Names each request, and gives each response that name and what every JSON API tells browsers. */
@Provider
@Dependent
@PreMatching
@Priority(Order.REQUEST_ID)
public class CommonHeadersFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String ONE_YEAR = "max-age=31536000; includeSubDomains";

    @Override
    public void filter(ContainerRequestContext request) {
        RequestId.assign(request);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle(RequestId.HEADER, RequestId.of(request).value());
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Strict-Transport-Security", ONE_YEAR);
        headers.putSingle("X-Frame-Options", "DENY");
        headers.putSingle("Referrer-Policy", "no-referrer");
        headers.putSingle("Cross-Origin-Resource-Policy", "cross-origin");
        if (!headers.containsKey("Content-Security-Policy")) {
            headers.putSingle("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
    }
}
