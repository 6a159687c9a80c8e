package org.ytsize.ratelimit;

import org.jspecify.annotations.Nullable;

/** Decides who may ask how often. Thread-safe; never fails: where it cannot tell, it decides by its policy. */
public interface RateLimiter extends AutoCloseable {

    /**
     * Counts one request, if it is allowed; a refused one is not counted.
     *
     * @param client who asks
     * @param uniqueId what a balancer calls the request, the same however often it sends it and never one of another: a
     *     request that was counted is not counted again; null where nobody says
     */
    Decision take(Client client, @Nullable String uniqueId);

    LimiterStats stats();

    /** Lets go of whatever it holds; it is not asked any more. */
    @Override
    void close();
}
