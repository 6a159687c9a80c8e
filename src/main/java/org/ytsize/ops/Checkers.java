package org.ytsize.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who asks again and again whether this instance is ready, as balancers do, and what they were told. Thread-safe: one lock guards all of it, for well under
 * a microsecond at a time.
 */
final class Checkers {
    /** Balancers believe a failed check when it has failed so often in a row; HAProxy's and Kubernetes' usual number. */
    private static final int BELIEVED = 3;
    /** Whoever has not asked for so long is gone. */
    private static final Duration GONE = Duration.ofSeconds(10);

    private static final int MAX_CHECKERS = 100;

    private final LongSupplier ticker;
    /** By name. */
    private final Map<String, Checker> checkers = new HashMap<>();

    /** @param ticker nanoseconds of a monotonic clock */
    Checkers(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Notes what whoever is called so was told. Of very many, some are not noted. */
    synchronized void told(String name, boolean ready) {
        forgetTheGone();
        Checker before = checkers.get(name);
        if (before != null || checkers.size() < MAX_CHECKERS) {
            int refusals = ready ? 0 : (before == null ? 0 : before.refusals()) + 1;
            checkers.put(name, new Checker(ticker.getAsLong(), refusals));
        }
    }

    /** Whether all of them have been told often enough that it is not ready. */
    synchronized boolean allKnow() {
        forgetTheGone();
        return checkers.values().stream().allMatch(checker -> checker.refusals() >= BELIEVED);
    }

    private void forgetTheGone() {
        long now = ticker.getAsLong();
        checkers.values().removeIf(checker -> now - checker.lastNanos() > GONE.toNanos());
    }

    /** @param refusals in a row, up to now */
    private record Checker(long lastNanos, int refusals) {}
}
