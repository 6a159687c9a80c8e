package org.ytsize.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets the same thing through a few times in a window of time, and counts what it leaves out. A window begins with the first that comes after the last
 * one. Thread-safe: the map is guarded by its own lock.
 */
final class Repeats {
    /** Whatever comes beyond so many different things counts as one more. */
    private static final int MOST_KINDS = 500;

    private static final String ALL_OTHERS = "";

    private final int most;
    private final long windowNanos;
    private final LongSupplier ticker;
    private final Map<String, Window> windows = new HashMap<>();

    /** @param ticker nanoseconds of a monotonic clock */
    Repeats(int most, Duration window, LongSupplier ticker) {
        this.most = most;
        this.windowNanos = window.toNanos();
        this.ticker = ticker;
    }

    /**
     * Leave to let something through.
     *
     * @param leftOut how many like it were left out since the one before it
     * @param last whether those that follow in this window are left out
     */
    record Leave(long leftOut, boolean last) {}

    /** Empty where {@code what} has been let through often enough. */
    Optional<Leave> admit(String what) {
        synchronized (windows) {
            long now = ticker.getAsLong();
            if (windows.size() >= MOST_KINDS && !windows.containsKey(what)) {
                windows.values().removeIf(window -> window.leftOut == 0 && now - window.begunNanos >= windowNanos);
            }
            String key = windows.size() < MOST_KINDS || windows.containsKey(what) ? what : ALL_OTHERS;
            Window window = windows.computeIfAbsent(key, unseen -> new Window(now));
            if (now - window.begunNanos >= windowNanos) {
                window.begunNanos = now;
                window.admitted = 0;
            }
            if (window.admitted == most) {
                window.leftOut++;
                return Optional.empty();
            }
            window.admitted++;
            Leave leave = new Leave(window.leftOut, window.admitted == most);
            window.leftOut = 0;
            return Optional.of(leave);
        }
    }

    private static final class Window {
        private long begunNanos;
        private int admitted;
        private long leftOut;

        Window(long begunNanos) {
            this.begunNanos = begunNanos;
        }
    }
}
