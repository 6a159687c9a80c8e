package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Sends away who comes back after the end of a stream. Browsers' {@code EventSource} takes each end for a fault and asks again, with the id of the last event, until it is
 * told 204 (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 */
@Provider
@Dependent
@ToldOnce
@Priority(Order.TOLD_ONCE)
public class ToldOnceFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        if (Progress.LAST_ID.equals(request.getHeaderString("Last-Event-ID"))) {
            request.abortWith(Response.noContent()
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
        }
    }
}
