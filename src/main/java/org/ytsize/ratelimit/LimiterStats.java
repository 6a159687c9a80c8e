package org.ytsize.ratelimit;

import java.util.Map;
import java.util.Optional;

/**
 * What a limiter has decided so far, at one moment.
 *
 * @param mode who decides at the moment
 * @param allowed requests let through, by what decided; each source has its number
 * @param refused requests turned away, likewise
 * @param clients remembered in this instance at the moment
 * @param redis how Redis is doing, where it is used
 */
public record LimiterStats(
        Source mode, Map<Source, Long> allowed, Map<Source, Long> refused, int clients, Optional<RedisStats> redis) {

    /** Whether it is as it should be. */
    public boolean isWhole() {
        return redis.isEmpty() || mode == Source.REDIS;
    }
}
