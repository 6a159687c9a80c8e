package org.ytsize.ratelimit;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The limit of an instance that is alone, in its memory. Thread-safe.
 *
 * <p>It has no use for a request's id: what a balancer sends again, it sends to another instance.
 */
final class LocalRateLimiter implements RateLimiter {
    private final LocalWindows windows;
    private final Decisions decisions = new Decisions();

    /** @param ticker nanoseconds of a monotonic clock */
    LocalRateLimiter(LongSupplier ticker) {
        this.windows = new LocalWindows(ticker);
    }

    @Override
    public Decision take(Client client, @Nullable String uniqueId) {
        return decisions.counted(Source.LOCAL, windows.take(client));
    }

    @Override
    public LimiterStats stats() {
        return new LimiterStats(
                Source.LOCAL, decisions.allowed(), decisions.refused(), windows.size(), Optional.empty());
    }

    @Override
    public void close() {
        // It holds memory alone.
    }
}
