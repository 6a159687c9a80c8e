package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.ratelimit.Decision;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.settings.Settings;

/**
 * Answers 429 before any work is done, and tells each caller how much is left (draft-ietf-httpapi-ratelimit-headers-06, which the clients in the
 * field read).
 */
@Provider
@Dependent
@Limited
@Priority(Order.RATE_LIMIT)
public class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String DECISION = Decision.class.getName();

    private final RateLimiter limiter;
    private final ClientAddress addresses;
    private final String limit;
    private final String policy;

    @Inject
    public RateLimitFilter(RateLimiter limiter, ClientAddress addresses, Settings settings) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.limit = Integer.toString(settings.rateLimit().maxRequests());
        this.policy = limit + ";w=" + Answers.wholeSeconds(settings.rateLimit().window());
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String client = addresses.of(FrontFilter.peer(request), forwardedFor(request));
        request.setProperty(ClientAddress.class.getName(), client);
        Decision decision = limiter.take(ClientAddress.key(client));
        request.setProperty(DECISION, decision);
        if (!decision.allowed()) {
            request.abortWith(Answers.json(
                            429,
                            Answers.error("Too many requests, please try again later.")
                                    .build())
                    .header(HttpHeaders.RETRY_AFTER, Answers.wholeSeconds(decision.reset()))
                    .build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(DECISION) instanceof Decision decision) {
            MultivaluedMap<String, Object> headers = response.getHeaders();
            headers.putSingle("RateLimit-Policy", policy);
            headers.putSingle("RateLimit-Limit", limit);
            // As texts: for anything else Jersey looks for who writes it, in each answer.
            headers.putSingle("RateLimit-Remaining", Integer.toString(decision.remaining()));
            headers.putSingle("RateLimit-Reset", Long.toString(Answers.wholeSeconds(decision.reset())));
        }
    }

    private static @Nullable String forwardedFor(ContainerRequestContext request) {
        List<String> values = request.getHeaders().get("X-Forwarded-For");
        return values == null ? null : String.join(",", values);
    }
}
