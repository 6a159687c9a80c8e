package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Answers the question that browsers ask before a request. */
@Provider
@Dependent
@PreMatching
@Priority(Order.PREFLIGHT)
public class PreflightFilter implements ContainerRequestFilter {
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
}
