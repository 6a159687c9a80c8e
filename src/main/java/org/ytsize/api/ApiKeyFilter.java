package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.ytsize.settings.AccessSettings;
import org.ytsize.settings.Settings;

/** Lets only callers with the key through, where one is required. */
@Provider
@Dependent
@Limited
@Priority(Order.API_KEY)
public class ApiKeyFilter implements ContainerRequestFilter {
    private final AccessSettings access;

    @Inject
    public ApiKeyFilter(Settings settings) {
        this.access = settings.access();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!access.authRequired()) {
            return;
        }
        String sent = request.getHeaderString("X-API-Key");
        boolean known =
                sent != null && access.apiKey().filter(key -> key.matches(sent)).isPresent();
        if (!known) {
            request.abortWith(Answers.json(
                            401,
                            Answers.error("Unauthorized. Valid API key required.")
                                    .build())
                    .build());
        }
    }
}
