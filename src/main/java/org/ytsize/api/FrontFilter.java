package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Stands before JAX-RS: names each request, gives its response the headers that all have, and notes where it came from and when its thread leaves,
 * which JAX-RS does not tell.
 *
 * <p>Here rather than in filters of JAX-RS, since its map of headers takes ten times as long for each.
 */
@WebFilter(servletNames = "org.ytsize.api.ApiApplication", asyncSupported = true)
public class FrontFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String PEER = FrontFilter.class.getName();
    private static final String LEFT = PEER + ".left";

    private final transient CommonHeaders headers;

    @Inject
    FrontFilter(CommonHeaders headers) {
        this.headers = headers;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(PEER, request.getRemoteAddr());
        headers.add(response, request.getRequestURI(), request.getHeader("Origin"), RequestId.of(request));
        CompletableFuture<Void> left = new CompletableFuture<>();
        request.setAttribute(LEFT, left);
        try {
            chain.doFilter(request, response);
        } finally {
            left.complete(null);
        }
    }

    /** Done when the thread that brought the request has left, though its answer may still be under way. */
    static CompletableFuture<?> left(ContainerRequestContext request) {
        return (CompletableFuture<?>) Objects.requireNonNull(request.getProperty(LEFT), "FrontFilter did not see it");
    }

    /**
     * The same answer, but where it is not there yet, not before that thread has left: the server may miss the end of a request that another thread brings about at
     * that very moment.
     */
    static <T> CompletableFuture<T> afterLeaving(ContainerRequestContext request, CompletableFuture<T> answer) {
        return answer.isDone() ? answer : answer.thenCombine(left(request), (known, nothing) -> known);
    }

    /** The address of the connection's other end, as the server writes it. */
    static String peer(ContainerRequestContext request) {
        return (String) Objects.requireNonNull(request.getProperty(PEER), "FrontFilter did not see it");
    }
}
