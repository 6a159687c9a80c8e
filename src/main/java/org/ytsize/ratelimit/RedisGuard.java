package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether Redis is to be asked. One failure is enough to give it up, so that no more than the callers of that
 * moment wait for it; it is asked again when whoever looks after it has found it well twice. Each change is in the log,
 * once.
 *
 * <p>Thread-safe; never waits, except in {@link #check}. The whole state hangs off one reference.
 */
final class RedisGuard {
    private static final Logger LOG = Logger.getLogger(RedisGuard.class.getName());
    private static final int WELL_ENOUGH = 2;

    private final Runnable look;
    private final Consumer<String> rehearsal;
    private final Runnable onGivenUp;
    private final LongSupplier ticker;
    private final AtomicReference<State> state = new AtomicReference<>(new Up());
    private final LongAdder failures = new LongAdder();
    private final LongAdder outages = new LongAdder();
    private volatile Duration latency = Duration.ZERO;

    /**
     * Believes that Redis is there until it is shown otherwise.
     *
     * @param look asks Redis for anything; throws where it does not answer
     * @param rehearsal asks it for what callers want, where the client of that key is counted; throws where it does not
     *     do that
     * @param onGivenUp told each time that Redis is given up
     * @param ticker nanoseconds of a monotonic clock
     */
    RedisGuard(Runnable look, Consumer<String> rehearsal, Runnable onGivenUp, LongSupplier ticker) {
        this.look = look;
        this.rehearsal = rehearsal;
        this.onGivenUp = onGivenUp;
        this.ticker = ticker;
    }

    /** What to show when a call fails; null where Redis is not to be asked. */
    @Nullable
    Up up() {
        return state.get() instanceof Up up ? up : null;
    }

    /**
     * Gives Redis up, unless that happened already.
     *
     * @param since under which the call was made: one from before an outage that is over tells nothing of now
     * @param key of the client that was to be counted
     */
    void failed(Up since, String key, RuntimeException why) {
        failures.increment();
        String trouble = RedisTrouble.of(why);
        if (state.compareAndSet(since, new Away(trouble, key, ticker.getAsLong(), 0))) {
            outages.increment();
            onGivenUp.run();
            LOG.log(Level.WARNING, "Redis cannot be asked, so the rate limit is not shared: {0} ({1})", new Object[] {
                trouble, RedisTrouble.detail(why)
            });
        }
    }

    /** Looks whether Redis is there; to be called again and again, by one thread at a time. */
    synchronized void check() {
        if (state.get() instanceof Away away) {
            checkAgain(away);
        } else if (state.get() instanceof Up up) {
            try {
                timed(look);
            } catch (RuntimeException failure) {
                failed(up, "", failure);
            }
        }
    }

    /** Why Redis is not asked, in a word or two; null while it is. */
    @Nullable
    String trouble() {
        return state.get() instanceof Away away ? away.trouble() : null;
    }

    /** How long the last look that succeeded took. */
    Duration latency() {
        return latency;
    }

    /** Calls that have failed, looks included. */
    long failures() {
        return failures.sum();
    }

    /** Times that Redis was given up. */
    long outages() {
        return outages.sum();
    }

    private void checkAgain(Away away) {
        try {
            timed(() -> rehearsal.accept(away.key()));
            if (away.well() + 1 < WELL_ENOUGH) {
                state.set(new Away(away.trouble(), away.key(), away.sinceNanos(), away.well() + 1));
            } else {
                state.set(new Up());
                long millis = (ticker.getAsLong() - away.sinceNanos()) / 1_000_000;
                LOG.log(Level.INFO, "Redis is back after {0} ms, and the rate limit is shared again", millis);
            }
        } catch (RuntimeException failure) {
            failures.increment();
            state.set(new Away(RedisTrouble.of(failure), away.key(), away.sinceNanos(), 0));
        }
    }

    private void timed(Runnable call) {
        long begun = ticker.getAsLong();
        call.run();
        latency = Duration.ofNanos(ticker.getAsLong() - begun);
    }

    private sealed interface State {}

    /** Redis is to be asked. Each time that it comes back is another one. */
    static final class Up implements State {}

    /**
     * Redis is not to be asked. Only {@link #check} replaces it.
     *
     * @param key of the client that was to be counted when it failed
     * @param well looks in a row that found it well
     */
    private record Away(String trouble, String key, long sinceNanos, int well) implements State {}
}
