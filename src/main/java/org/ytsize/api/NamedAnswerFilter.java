package org.ytsize.api;

import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Ends the bodies of {@link Answers#named} with the request's name. */
@Provider
@Dependent
public class NamedAnswerFilter implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof JsonObjectBuilder unfinished) {
            response.setEntity(
                    unfinished.add("requestId", RequestId.of(request).value()).build());
        }
    }
}
