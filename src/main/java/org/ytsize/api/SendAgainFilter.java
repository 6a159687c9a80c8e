package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.SizeAnswer;

/**
 * Tells a balancer that asks for it which refusals another instance may not share, by a status that nothing else has.
 *
 * <p>Whoever sends the header gets that status, which says no more than the body; a balancer puts the contract's in its
 * place.
 */
@Provider
@Dependent
@Priority(Order.SEND_AGAIN)
public class SendAgainFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String SEND_AGAIN = "X-Send-Again";
    /** RFC 8470 section 5.2, "Too Early": HAProxy can send again by it, and this service has no other use for it. */
    private static final int TOO_EARLY = 425;

    /** What took longer is not sent again, since the next instance takes its whole time, and a caller waits for all. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final LongSupplier ticker;

    /** @param ticker nanoseconds of a monotonic clock */
    @Inject
    SendAgainFilter(LongSupplier ticker) {
        this.ticker = ticker;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getHeaderString(SEND_AGAIN) != null) {
            request.setProperty(SEND_AGAIN, ticker.getAsLong());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(SEND_AGAIN) instanceof Long begun
                && ticker.getAsLong() - begun <= SOON.toNanos()
                && request.getProperty(SizeAnswer.class.getName()) instanceof CompletableFuture<?> answer
                && answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join() instanceof SizeAnswer.NoSizes none) {
            FailureKind kind = none.failure().kind();
            // What is answered piece by piece has begun with another status.
            if (kind.isOfOurAddresses() && response.getStatus() == kind.status()) {
                response.setStatus(TOO_EARLY);
            }
        }
    }
}
