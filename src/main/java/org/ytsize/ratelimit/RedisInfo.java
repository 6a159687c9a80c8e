package org.ytsize.ratelimit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisException;

/** What Redis tells of itself. Anybody may ask, so it is asked once a second at most. Thread-safe. */
public final class RedisInfo {
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);
    private static final boolean ONLY = true;

    private final LoadingCache<Boolean, Optional<Map<String, String>>> told;

    /**
     * @param info the text of Redis' command INFO; a JedisException where it cannot be had
     * @param ticker nanoseconds of a monotonic clock
     */
    RedisInfo(Supplier<String> info, LongSupplier ticker) {
        this.told = Caffeine.newBuilder()
                .expireAfterWrite(GOOD_FOR)
                .ticker(ticker::getAsLong)
                .executor(Runnable::run)
                .build(only -> ask(info));
    }

    /**
     * Values by the names that INFO gives them; empty where Redis does not answer, or is not used. May wait for Redis'
     * time-out.
     */
    public Optional<Map<String, String>> read() {
        return told.get(ONLY);
    }

    private static Optional<Map<String, String>> ask(Supplier<String> info) {
        try {
            Map<String, String> values = new HashMap<>();
            info.get().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    values.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            });
            return Optional.of(Map.copyOf(values)).filter(any -> !any.isEmpty());
        } catch (JedisException away) {
            return Optional.empty();
        }
    }
}
