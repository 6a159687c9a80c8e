package org.ytsize.settings;

import java.time.Duration;

/**
 * How often one client may ask.
 *
 * @param window length of the sliding window, 1 s to 24 h
 * @param maxRequests requests in any such window, at least 1
 */
public record RateLimitSettings(Duration window, int maxRequests) {

    static RateLimitSettings read(Variables variables) {
        return new RateLimitSettings(
                Duration.ofMillis(variables.whole("RATE_LIMIT_WINDOW_MS", 60_000, 1_000, 86_400_000)),
                variables.integer("RATE_LIMIT_MAX_REQUESTS", 20, 1, 1_000_000));
    }
}
