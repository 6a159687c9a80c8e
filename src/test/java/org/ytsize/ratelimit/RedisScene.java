package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ytsize.settings.RateLimitSettings;
import org.ytsize.settings.RedisSettings;
import org.ytsize.settings.Settings;

/** Limiters of several instances that share one real Redis, and what they write to the log. */
abstract class RedisScene {
    static final int MAX = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    /** Far more than it takes. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger GUARD = Logger.getLogger(RedisGuard.class.getName());
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    final AtomicInteger instances = new AtomicInteger(1);
    final List<String> log = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<RedisRateLimiter> limiters = new ArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            synchronized (log) {
                log.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };

    @BeforeEach
    void listen() {
        GUARD.addHandler(listening);
        GUARD.setUseParentHandlers(false);
    }

    @AfterEach
    void endAll() {
        limiters.forEach(RedisRateLimiter::close);
        timer.shutdownNow();
        GUARD.removeHandler(listening);
        GUARD.setUseParentHandlers(true);
    }

    /** The limiter of one more instance. Its time-out is long enough for a busy machine, unless {@code settings} say otherwise. */
    final RedisRateLimiter limiter(String url, String... settings) {
        Map<String, String> variables = new HashMap<>(Map.of("REDIS_URL", url, "REDIS_TIMEOUT_MS", "2000"));
        for (int i = 0; i < settings.length; i += 2) {
            variables.put(settings[i], settings[i + 1]);
        }
        RedisSettings redis =
                Settings.from(name -> Optional.ofNullable(variables.get(name))).redis();
        RedisRateLimiter limiter =
                new RedisRateLimiter(redis, redis.url().orElseThrow(), instances::get, timer, System::nanoTime);
        limiters.add(limiter);
        return limiter;
    }

    /** Somebody who has not asked before. */
    static Client freshClient() {
        return freshClient(WINDOW, MAX);
    }

    static Client freshClient(Duration window, int max) {
        return new Client("198.18.0." + CLIENTS.incrementAndGet(), new RateLimitSettings(window, max));
    }

    /** How many of {@code requests} in a row are let through. */
    static int allowed(RateLimiter limiter, Client client, int requests) {
        int allowed = 0;
        for (int i = 0; i < requests; i++) {
            allowed += limiter.take(client, null).allowed() ? 1 : 0;
        }
        return allowed;
    }

    List<String> logLines() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }
}
