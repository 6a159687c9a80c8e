package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.ytsize.settings.Settings;

/** Lets only callers with the key through, where one is required. */
@Provider
@Dependent
@Limited
@Priority(Order.API_KEY)
public class ApiKeyFilter implements ContainerRequestFilter {
    private final boolean required;

    @Inject
    public ApiKeyFilter(Settings settings) {
        this.required = settings.access().authRequired();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (required && !hasKey(request)) {
            request.abortWith(unauthorized());
        }
    }

    /** What they are told who have none. */
    static Response unauthorized() {
        return Answers.json(
                        401,
                        Answers.error("Unauthorized. Valid API key required.").build())
                .build();
    }

    /** Whether the caller has shown a key that is good, be it required or not. */
    static boolean hasKey(ContainerRequestContext request) {
        return Callers.of(request).apiKey().isPresent();
    }
}
