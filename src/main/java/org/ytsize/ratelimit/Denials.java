package org.ytsize.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Refusals that hold: until the oldest request of a full window leaves it, nobody can let that client through. So one
 * who goes on asking costs Redis nothing. Thread-safe; of more than {@link #MAX_CLIENTS} some are forgotten, and Redis
 * is asked again.
 */
final class Denials {
    static final int MAX_CLIENTS = 100_000;

    private final Cache<Client, Long> ends;
    private final LongSupplier ticker;

    /** @param ticker nanoseconds of a monotonic clock */
    Denials(LongSupplier ticker) {
        this.ticker = ticker;
        this.ends = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .expireAfter(Expiry.writing((Client client, Long end) -> Duration.ofNanos(end - ticker.getAsLong())))
                .ticker(ticker::getAsLong)
                .executor(Runnable::run) // its chores are short, and the common pool has better things to do
                .build();
    }

    /** Remembers that {@code client} is refused for as long as {@code denial} says. */
    void put(Client client, Decision denial) {
        ends.put(client, ticker.getAsLong() + denial.reset().toNanos());
    }

    /** For how long {@code client} is still refused, as far as is known; zero for not at all. */
    Duration left(Client client) {
        Long end = ends.getIfPresent(client);
        return end == null ? Duration.ZERO : Duration.ofNanos(Math.max(end - ticker.getAsLong(), 0));
    }

    int size() {
        return Math.toIntExact(ends.estimatedSize());
    }
}
