package org.ytsize.ratelimit;

/** Decides who may ask how often. Thread-safe; never fails: where it cannot tell, it decides by its policy. */
public interface RateLimiter {

    /**
     * Counts one request, if it is allowed; a refused one is not counted.
     *
     * @param client who asks, a key of {@link ClientAddress}
     */
    Decision take(String client);

    LimiterStats stats();
}
