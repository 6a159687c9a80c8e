package org.ytsize.sizing;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether the path to YouTube from one egress is trusted, at one moment.
 *
 * @param name the egress's
 * @param state {@code closed} (trusted), {@code open} (not used at all) or {@code half_open} (one lookup is trying)
 * @param cause code of the failure that opened it last, or {@code SLOW}; empty while it is closed
 * @param retryAfter until it may be tried again, zero while it is closed
 * @param lookups sent this way so far
 * @param openings so far
 */
public record EgressStats(
        String name, String state, Optional<String> cause, Duration retryAfter, long lookups, long openings) {

    boolean isClosed() {
        return state.equals("closed");
    }

    boolean isOpen() {
        return state.equals("open");
    }
}
