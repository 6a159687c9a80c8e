package org.ytsize.ratelimit;

import java.util.Optional;
import org.ytsize.settings.RateLimitSettings;

/**
 * Who is counted.
 *
 * @param key what all requests of this client have in common, and no other's; part of the name of a key in Redis
 * @param limit how often this client may ask
 * @param apiKey name of the API key that was shown, if one was that is good
 */
public record Client(String key, RateLimitSettings limit, Optional<String> apiKey) {

    /** One who has shown no API key. */
    Client(String key, RateLimitSettings limit) {
        this(key, limit, Optional.empty());
    }

    /**
     * The same client as one of {@code instances} equal ones knows it, each with its share of the limit, rounded up.
     */
    Client share(int instances) {
        int share = (limit.maxRequests() - 1) / Math.max(instances, 1) + 1;
        return new Client(key, new RateLimitSettings(limit.window(), share), apiKey);
    }
}
