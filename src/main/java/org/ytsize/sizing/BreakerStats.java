package org.ytsize.sizing;

import java.time.Duration;
import java.util.Optional;
import org.ytsize.extract.FailureKind;

/**
 * Whether the path to YouTube is trusted, at one moment.
 *
 * @param state {@code closed} (trusted), {@code open} (not asked at all) or {@code half_open} (one lookup is trying)
 * @param cause the failure that opened it last
 * @param retryAfter until it is tried again, zero unless open
 * @param openings so far
 * @param refusals lookups that were not sent while it was open
 */
public record BreakerStats(
        String state, Optional<FailureKind> cause, Duration retryAfter, long openings, long refusals) {}
