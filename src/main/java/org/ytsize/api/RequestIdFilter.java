package org.ytsize.api;

import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Ends the bodies that are to end with the request's name. */
@Provider
@Dependent
public class RequestIdFilter implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof JsonObjectBuilder unfinished) {
            String id = String.valueOf(request.getProperty(RequestId.HEADER));
            response.setEntity(unfinished.add("requestId", id).build());
        }
    }
}
