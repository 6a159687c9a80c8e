package org.ytsize.ratelimit;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.ytsize.settings.Settings;

/** Chooses the limiter by the settings. */
@Dependent
final class RateLimitWiring {
    private RateLimitWiring() {}

    @Produces
    @Singleton
    static RateLimiter rateLimiter(Settings settings) {
        return new LocalRateLimiter(settings.rateLimit(), System::nanoTime);
    }

    @Produces
    @Singleton
    static ClientAddress clientAddress(Settings settings) {
        return new ClientAddress(settings.access().trustedProxies());
    }
}
