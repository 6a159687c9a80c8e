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
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.ratelimit.Decision;
import org.ytsize.ratelimit.RateLimiter;

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
    /** What the balancer calls a request; HAProxy's usual name for it. The caller's own X-Request-ID is another thing. */
    private static final String UNIQUE_ID = "X-Unique-ID";

    private static final int LONGEST_ID = 64;

    private final RateLimiter limiter;
    private final ClientAddress addresses;
    private final Callers callers;

    @Inject
    RateLimitFilter(RateLimiter limiter, ClientAddress addresses, Callers callers) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Client client = callers.identify(request);
        Decision decision = limiter.take(client, uniqueId(request, FrontFilter.peer(request)));
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
            Client client = Callers.of(request);
            String limit = Integer.toString(client.limit().maxRequests());
            MultivaluedMap<String, Object> headers = response.getHeaders();
            // As texts: for anything else Jersey looks for who writes it, in each answer.
            headers.putSingle(
                    "RateLimit-Policy",
                    limit + ";w=" + Answers.wholeSeconds(client.limit().window()));
            headers.putSingle("RateLimit-Limit", limit);
            headers.putSingle("RateLimit-Remaining", Integer.toString(decision.remaining()));
            headers.putSingle("RateLimit-Reset", Long.toString(Answers.wholeSeconds(decision.reset())));
        }
    }

    /** Only a balancer's word counts: whoever could choose the id could have any number of requests counted as one. */
    private @Nullable String uniqueId(ContainerRequestContext request, String peer) {
        String id = request.getHeaderString(UNIQUE_ID); // two of them are one with a comma
        boolean fits = id != null && !id.isEmpty() && id.length() <= LONGEST_ID && id.indexOf(',') < 0;
        return fits && addresses.isProxy(peer) ? id : null;
    }
}
