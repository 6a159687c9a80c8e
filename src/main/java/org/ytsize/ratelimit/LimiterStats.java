package org.ytsize.ratelimit;

/**
 * What a limiter has decided so far, at one moment.
 *
 * @param mode who decides: {@code local} for this instance alone
 * @param allowed requests let through
 * @param refused requests turned away
 * @param clients remembered at the moment
 */
public record LimiterStats(String mode, long allowed, long refused, int clients) {}
