package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** Names each request, and gives each response that name and what every JSON API tells browsers. */
@Provider
@Dependent
@PreMatching
@Priority(Order.REQUEST_ID)
public class CommonHeadersFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String POLICY = "Content-Security-Policy";

    /** What stays as it is, but for {@link #POLICY}, where a page brings its own. */
    static final Map<String, String> HEADERS = Map.of(
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
            POLICY,
            "default-src 'none'; frame-ancestors 'none'");

    @Override
    public void filter(ContainerRequestContext request) {
        RequestId.assign(request);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        String id = RequestId.of(request).value();
        if (response.getEntity() instanceof JsonObjectBuilder unfinished) {
            response.setEntity(unfinished.add("requestId", id).build());
        }
        headers.putSingle(RequestId.HEADER, id);
        Object policy = headers.getFirst(POLICY);
        HEADERS.forEach(headers::putSingle);
        if (policy != null) {
            headers.putSingle(POLICY, policy);
        }
    }
}
