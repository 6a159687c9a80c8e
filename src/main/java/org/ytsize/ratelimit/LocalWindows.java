package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ytsize.settings.RateLimitSettings;

/**
 * Exact sliding windows in this instance's memory: in any stretch of a window's length a client gets at most its
 * maximum through.
 *
 * <p>Thread-safe: one lock guards all windows, for well under a microsecond at a time. Memory is bounded: of more than
 * {@link #MAX_CLIENTS} clients with windows of one length the one that has been silent longest is forgotten, and so
 * gets its whole share again. A client whose window gets another length is counted anew.
 */
final class LocalWindows {
    static final int MAX_CLIENTS = 100_000;

    private final LongSupplier ticker;
    /** Guards {@code windows}. */
    private final Object lock = new Object();

    /**
     * By their length, since a long one that is not silent yet would keep all behind it; those of one length in the
     * order of the clients' last requests.
     */
    private final Map<Duration, Map<String, Window>> windows = new HashMap<>();

    /** @param ticker nanoseconds of a monotonic clock */
    LocalWindows(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Counts one request of {@code client}, if it is allowed. */
    Decision take(Client client) {
        synchronized (lock) {
            // Read under the lock, so that the times in a window never go backwards.
            long now = ticker.getAsLong();
            Map<String, Window> alike =
                    windows.computeIfAbsent(client.limit().window(), unseen -> new LinkedHashMap<>(64, 0.75f, true));
            Decision decision =
                    alike.computeIfAbsent(client.key(), unseen -> new Window()).take(client.limit(), now);
            forgetSilent(alike, now);
            return decision;
        }
    }

    /** Clients remembered at the moment. */
    int size() {
        synchronized (lock) {
            return windows.values().stream().mapToInt(Map::size).sum();
        }
    }

    /** Two a call are enough to forget faster than clients can come. */
    private static void forgetSilent(Map<String, Window> alike, long now) {
        Iterator<Window> longestSilent = alike.values().iterator();
        for (int looked = 0; looked < 2 && longestSilent.hasNext(); looked++) {
            if (!longestSilent.next().isSilent(now) && alike.size() <= MAX_CLIENTS) {
                return;
            }
            longestSilent.remove();
        }
    }

    /**
     * The times of one client's allowed requests, oldest first, in a ring that grows to the maximum at most. How much
     * is allowed may change from one request to the next.
     */
    private static final class Window {
        private long[] times = new long[4];
        private int oldest;
        private int count;
        private long windowNanos;

        Decision take(RateLimitSettings limit, long now) {
            windowNanos = limit.window().toNanos();
            forgetOld(now);
            boolean allow = count < limit.maxRequests();
            if (allow) {
                add(now, limit.maxRequests());
            }
            // Where the maximum was lowered, one may go ahead once fewer than that are left.
            int leaving = Math.max(count - limit.maxRequests(), 0);
            long left = windowNanos - (now - times[(oldest + leaving) % times.length]);
            return new Decision(allow, Math.max(limit.maxRequests() - count, 0), Duration.ofNanos(left));
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

        private void add(long now, int max) {
            if (count == times.length) {
                grow(max);
            }
            times[(oldest + count) % times.length] = now;
            count++;
        }

        private void grow(int max) {
            long[] larger = new long[(int) Math.min(max, times.length * 2L)];
            for (int i = 0; i < count; i++) {
                larger[i] = times[(oldest + i) % times.length];
            }
            times = larger;
            oldest = 0;
        }
    }
}
