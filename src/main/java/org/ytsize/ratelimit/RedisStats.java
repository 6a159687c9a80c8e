package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.Optional;
import org.ytsize.timing.LatencyStats;

/**
 * How Redis is doing, at one moment.
 *
 * @param trouble why it is not asked, in a word or two; empty while it is
 * @param latency of the last look at it that succeeded
 * @param calls how long callers waited for its answer, failures included
 * @param failures calls that have failed, so far
 * @param outages times that it was given up, so far
 * @param active connections in use
 * @param idle connections that wait for use
 */
public record RedisStats(
        Optional<String> trouble,
        Duration latency,
        LatencyStats calls,
        long failures,
        long outages,
        int active,
        int idle) {}
