package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.ytsize.settings.Settings;

/** {@link ApiKeyFilter} for what no limit is kept of: there nobody has found out before who asks. */
@Provider
@Dependent
@Keyed
@Priority(Order.API_KEY)
public class UncountedKeyFilter implements ContainerRequestFilter {
    private final Callers callers;
    private final ApiKeyFilter keys;

    @Inject
    UncountedKeyFilter(Callers callers, Settings settings) {
        this.callers = callers;
        this.keys = new ApiKeyFilter(settings);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        var unused = callers.identify(request);
        keys.filter(request);
    }
}
