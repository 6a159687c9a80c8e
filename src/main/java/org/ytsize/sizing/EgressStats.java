package org.ytsize.sizing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the path to YouTube from one egress is trusted, at one moment.
 *
 * @param name the egress's
 * @param state {@code closed} (trusted), {@code open} (not used at all) or {@code half_open} (one lookup is trying)
 * @param cause code of the failure that opened it last, or {@code SLOW}; empty while it is closed
 * @param retryAfter until it may be tried again, zero while it is closed
 * @param lookups sent this way so far
 * @param openings so far, by such a cause; 0 for those that have not been
 */
public record EgressStats(
        String name,
        String state,
        Optional<String> cause,
        Duration retryAfter,
        long lookups,
        Map<String, Long> openings) {

    /** Keeps a copy of the openings. */
    public EgressStats {
        openings = Map.copyOf(openings);
    }

    /** How often it has opened so far, whatever the cause. */
    public long timesOpened() {
        return openings.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean isClosed() {
        return state.equals("closed");
    }

    boolean isOpen() {
        return state.equals("open");
    }
}
