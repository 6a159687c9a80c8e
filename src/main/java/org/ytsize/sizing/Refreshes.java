package org.ytsize.sizing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leave to look something up again before anybody has to wait for it: for one thing at a time, and for nothing for a
 * while after one has failed. Thread-safe; never blocks.
 */
final class Refreshes {
    /** YouTube allows one address a few hundred lookups an hour: what fails is not worth many of them. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private final LongSupplier ticker;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final LongAdder begun = new LongAdder();
    /** Written by whoever has taken the leave. */
    private volatile @Nullable Deadline pause;

    /** @param ticker nanoseconds of a monotonic clock */
    Refreshes(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Whether one may be begun now; if so, {@link #ended} must be told of its end. */
    boolean tryBegin() {
        if (!taken.compareAndSet(false, true)) {
            return false;
        }
        Deadline end = pause;
        if (end != null && !end.left(ticker.getAsLong()).isNegative()) {
            taken.set(false);
            return false;
        }
        begun.increment();
        return true;
    }

    void ended(boolean well) {
        pause = well ? null : Deadline.in(PAUSE, ticker.getAsLong());
        taken.set(false);
    }

    /** Begun so far. */
    long count() {
        return begun.sum();
    }
}
