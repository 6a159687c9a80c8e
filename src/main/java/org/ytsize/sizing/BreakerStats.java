package org.ytsize.sizing;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether there is a path to YouTube that is trusted, at one moment.
 *
 * @param egresses the paths, one at least
 * @param refusals lookups that were not sent because none of them was trusted
 */
public record BreakerStats(List<EgressStats> egresses, long refusals) {

    /** Keeps a copy of the egresses. */
    public BreakerStats {
        egresses = List.copyOf(egresses);
    }

    /** The best state of all: {@code closed} where lookups are sent, {@code open} where none is. */
    public String state() {
        return best().state();
    }

    /** Why no lookup is sent; empty while one may be. */
    public Optional<String> cause() {
        return best().cause();
    }

    /** Until the next lookup may be sent; zero unless all are open. */
    public Duration retryAfter() {
        return best().retryAfter();
    }

    /** How often any of them has opened so far. */
    public long openings() {
        return egresses.stream().mapToLong(EgressStats::timesOpened).sum();
    }

    /** Whether all of them are trusted. */
    public boolean isWhole() {
        return egresses.stream().allMatch(EgressStats::isClosed);
    }

    private EgressStats best() {
        return egresses.stream()
                .min(Comparator.comparing((EgressStats egress) -> !egress.isClosed())
                        .thenComparing(EgressStats::isOpen)
                        .thenComparing(EgressStats::retryAfter))
                .orElseThrow();
    }
}
