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
    private static final String KEY_HOLDER = ApiKeyFilter.class.getName();

    private final AccessSettings access;

    @Inject
    public ApiKeyFilter(Settings settings) {
        this.access = settings.access();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String sent = request.getHeaderString("X-API-Key");
        boolean known =
                sent != null && access.apiKey().filter(key -> key.matches(sent)).isPresent();
        request.setProperty(KEY_HOLDER, known);
        if (access.authRequired() && !known) {
            request.abortWith(Answers.json(
                            401,
                            Answers.error("Unauthorized. Valid API key required.")
                                    .build())
                    .build());
        }
    }

    /** Whether the caller has shown the key, be it required or not. */
    static boolean hasKey(ContainerRequestContext request) {
        return Boolean.TRUE.equals(request.getProperty(KEY_HOLDER));
    }
}
