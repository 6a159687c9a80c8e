package org.ytsize.ratelimit;

import java.time.Duration;

/**
 * A rate limiter's answer for one request.
 *
 * @param allowed whether the request may go ahead
 * @param remaining how many more may follow at once, zero or more
 * @param reset until one more than that may follow, above zero
 */
public record Decision(boolean allowed, int remaining, Duration reset) {}
