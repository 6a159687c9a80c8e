package org.ytsize.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.ratelimit.Decision;
import org.ytsize.ratelimit.RateLimiter;

/** Has requests counted, each once. Thread-safe. */
final class RequestCounter {
    /** What the balancer calls a request; HAProxy's usual name for it. The caller's own X-Request-ID is another thing. */
    private static final String UNIQUE_ID = "X-Unique-ID";

    private static final int LONGEST_ID = 64;

    private final RateLimiter limiter;
    private final ClientAddress addresses;
    private final boolean uniqueIdTrusted;

    /** @param uniqueIdTrusted whether balancers name requests, rather than let through what clients call them */
    RequestCounter(RateLimiter limiter, ClientAddress addresses, boolean uniqueIdTrusted) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.uniqueIdTrusted = uniqueIdTrusted;
    }

    /** Counts {@code request}, once however often the balancer sends it. */
    Decision take(ContainerRequestContext request, Client client) {
        return limiter.take(client, uniqueId(request));
    }

    /** Counts one part of {@code request}; each part counts, and each once. */
    Decision take(ContainerRequestContext request, Client client, String part) {
        String id = uniqueId(request);
        return limiter.take(client, id == null ? null : id + ":" + part);
    }

    /** Only a balancer's word counts: whoever could choose the id could have any number of requests counted as one. */
    private @Nullable String uniqueId(ContainerRequestContext request) {
        String id = request.getHeaderString(UNIQUE_ID); // two of them are one with a comma
        boolean fits = id != null && !id.isEmpty() && id.length() <= LONGEST_ID && id.indexOf(',') < 0;
        return fits && uniqueIdTrusted && addresses.isProxy(FrontFilter.peer(request)) ? id : null;
    }
}
