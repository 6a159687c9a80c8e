package org.ytsize.sizing;

import java.time.Duration;

/**
 * A moment by which something has to be over.
 *
 * @param nanos of the monotonic clock that it was made with
 */
record Deadline(long nanos) {

    static Deadline in(Duration time, long now) {
        return new Deadline(now + time.toNanos());
    }

    /** What is left of it, negative once it has passed. */
    Duration left(long now) {
        return Duration.ofNanos(nanos - now);
    }
}
