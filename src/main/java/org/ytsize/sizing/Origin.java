package org.ytsize.sizing;

import java.time.Duration;
import java.util.Locale;

/**
 * Where an answer came from.
 *
 * @param age time since YouTube was asked; zero where it was asked for this answer
 */
public record Origin(Kind kind, Duration age) {
    static final Origin MISS = new Origin(Kind.MISS, Duration.ZERO);
    static final Origin SHARED = new Origin(Kind.SHARED, Duration.ZERO);

    /** Whether nobody was asked for it now: its age means something. */
    public boolean wasKnown() {
        return kind == Kind.HIT || kind == Kind.STALE || !age.isZero();
    }

    /** The ways to come by an answer. */
    public enum Kind {
        /** It was known. */
        HIT,
        /** It had to be looked up. */
        MISS,
        /** It was known and is out of date: it is being looked up again, or could not be. */
        STALE,
        /** Somebody else's question had it looked up, here or on another instance. */
        SHARED;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** As people read it, in lower case. */
        public String word() {
            return word;
        }
    }
}
