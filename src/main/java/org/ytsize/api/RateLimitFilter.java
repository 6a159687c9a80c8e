package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.Decision;

/** Answers 429 before any work is done, and tells each caller how much is left. */
@Provider
@Dependent
@Limited
@Priority(Order.RATE_LIMIT)
public class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String DECISION = Decision.class.getName();

    private final Callers callers;
    private final RequestCounter counter;

    @Inject
    RateLimitFilter(Callers callers, RequestCounter counter) {
        this.callers = callers;
        this.counter = counter;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Decision decision = counter.take(request, callers.identify(request));
        request.setProperty(DECISION, decision);
        if (!decision.allowed()) {
            Response.ResponseBuilder refusal = Problem.isToldFor(request)
                    ? Problem.response(429, Problem.quotaExceeded(decision.reset(), RequestId.of(request)))
                    : Answers.json(
                            429,
                            Answers.error("Too many requests, please try again later.")
                                    .build());
            request.abortWith(refusal.header(HttpHeaders.RETRY_AFTER, Answers.wholeSeconds(decision.reset()))
                    .build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(DECISION) instanceof Decision decision) {
            Client client = Callers.of(request);
            Map<String, String> fields = Problem.isToldFor(request)
                    ? RateLimitFields.v2(client, decision)
                    : RateLimitFields.v1(client, decision);
            fields.forEach(response.getHeaders()::putSingle);
        }
    }
}
