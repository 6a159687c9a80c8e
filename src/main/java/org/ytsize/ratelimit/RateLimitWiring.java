package org.ytsize.ratelimit;

import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.ytsize.cluster.Cluster;
import org.ytsize.settings.Settings;

/** Chooses the limiter by the settings. */
@Dependent
final class RateLimitWiring {
    private static final long LOOK_EVERY_SECONDS = 1;

    private RateLimitWiring() {}

    @Produces
    @Singleton
    static RateLimiter rateLimiter(
            Settings settings,
            Cluster cluster,
            ManagedExecutorService executor,
            ManagedScheduledExecutorService timer) {
        return settings.redis()
                .url()
                .<RateLimiter>map(url -> new RedisRateLimiter(
                        settings.redis(), url, () -> cluster.stats().members(), executor, timer, System::nanoTime))
                .orElseGet(() -> new LocalRateLimiter(System::nanoTime));
    }

    static void close(@Disposes RateLimiter limiter) {
        limiter.close();
    }

    @Produces
    @Singleton
    static RedisInfo redisInfo(RateLimiter limiter) {
        return new RedisInfo(() -> limiter instanceof RedisRateLimiter redis ? redis.info() : "", System::nanoTime);
    }

    @Produces
    @Singleton
    static ApiKeys apiKeys(Settings settings, InstantSource clock, ManagedScheduledExecutorService timer) {
        ApiKeys keys = new ApiKeys(settings.access(), settings.rateLimit().window(), clock);
        if (settings.access().apiKeyFile().isPresent()) {
            var unused = timer.scheduleWithFixedDelay(keys::check, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, SECONDS);
        }
        return keys;
    }

    @Produces
    @Singleton
    static Clients clients(Settings settings, ApiKeys keys) {
        return new Clients(settings.rateLimit(), keys);
    }

    @Produces
    @Singleton
    static ClientAddress clientAddress(Settings settings) {
        return new ClientAddress(settings.access().trustedProxies());
    }
}
