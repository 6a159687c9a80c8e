package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.ytsize.settings.RateLimitSettings;

/**
 * An exact sliding window in this instance's memory: in any stretch of the window's length a client gets at most the
 * maximum through.
 *
 * <p>Thread-safe: one lock guards all windows, for well under a microsecond at a time. Memory is bounded: of more than {@link #MAX_CLIENTS} clients
 * the one that has been silent longest is forgotten, and so gets its whole share again.
 */
final class LocalRateLimiter implements RateLimiter {
    static final int MAX_CLIENTS = 100_000;

    private final long windowNanos;
    private final int max;
    private final LongSupplier ticker;
    private final LongAdder allowed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    /** Guards {@code windows}, which is kept in the order of the clients' last requests. */
    private final Object lock = new Object();

    private final Map<String, Window> windows = new LinkedHashMap<>(64, 0.75f, true);

    /** @param ticker nanoseconds of a monotonic clock */
    LocalRateLimiter(RateLimitSettings settings, LongSupplier ticker) {
        this.windowNanos = settings.window().toNanos();
        this.max = settings.maxRequests();
        this.ticker = ticker;
    }

    @Override
    public Decision take(String client) {
        Decision decision;
        synchronized (lock) {
            // Read under the lock, so that the times in a window never go backwards.
            long now = ticker.getAsLong();
            decision = windows.computeIfAbsent(client, unseen -> new Window()).take(now);
            forgetSilent(now);
        }
        (decision.allowed() ? allowed : refused).increment();
        return decision;
    }

    @Override
    public LimiterStats stats() {
        int clients;
        synchronized (lock) {
            clients = windows.size();
        }
        return new LimiterStats("local", allowed.sum(), refused.sum(), clients);
    }

    /** Two a call are enough to forget faster than clients can come. */
    private void forgetSilent(long now) {
        Iterator<Window> longestSilent = windows.values().iterator();
        for (int looked = 0; looked < 2 && longestSilent.hasNext(); looked++) {
            if (!longestSilent.next().isSilent(now) && windows.size() <= MAX_CLIENTS) {
                return;
            }
            longestSilent.remove();
        }
    }

    /** The times of one client's allowed requests, oldest first, in a ring that grows to {@code max} at most. */
    private final class Window {
        private long[] times = new long[Math.min(max, 4)];
        private int oldest;
        private int count;

        Decision take(long now) {
            forgetOld(now);
            boolean allow = count < max;
            if (allow) {
                add(now);
            }
            return new Decision(allow, max - count, Duration.ofNanos(windowNanos - (now - times[oldest])));
        }

        boolean isSilent(long now) {
            forgetOld(now);
            return count == 0;
        }

        private void forgetOld(long now) {
            while (count > 0 && now - times[oldest] >= windowNanos) {
                oldest = (oldest + 1) % times.length;
                count--;
            }
        }

        private void add(long now) {
            if (count == times.length) {
                grow();
            }
            times[(oldest + count) % times.length] = now;
            count++;
        }

        private void grow() {
            long[] larger = new long[(int) Math.min(max, times.length * 2L)];
            for (int i = 0; i < count; i++) {
                larger[i] = times[(oldest + i) % times.length];
            }
            times = larger;
            oldest = 0;
        }
    }
}
