package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/** Has every error under v2 told as a {@link Problem}, whoever refused the request, and kept by nobody unless it says for how long it holds. */
@Provider
@Dependent
@Priority(Order.PROBLEM)
public class ProblemFilter implements ContainerResponseFilter {
    private static final int FIRST_ERROR = 400;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() < FIRST_ERROR || !Problem.isToldFor(request)) {
            return;
        }
        if (response.getEntity() instanceof JsonObjectBuilder unfinished) {
            tell(unfinished.build(), request, response);
        } else if (response.getEntity() instanceof JsonObject v1) {
            tell(v1, request, response);
        }
        if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    private static void tell(JsonObject v1, ContainerRequestContext request, ContainerResponseContext response) {
        response.setEntity(Problem.bytes(Problem.of(response.getStatus(), v1, RequestId.of(request))));
        response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    }
}
