package org.ytsize.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers which members have not answered of late, so that nobody waits for them for a while. The grid itself needs
 * some seconds to notice that a member is frozen. Thread-safe.
 */
final class SilentMembers {
    /** For which a member is left alone. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final LongSupplier ticker;
    /** Until when they are not asked. At most one entry for each member there was. */
    private final Map<UUID, Long> pauses = new ConcurrentHashMap<>();

    /** @param ticker nanoseconds of a monotonic clock */
    SilentMembers(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Whether {@code member} may be asked. After a pause one caller may, to find out. */
    boolean mayAsk(UUID member) {
        Long end = pauses.get(member);
        if (end == null) {
            return true;
        }
        long now = ticker.getAsLong();
        // Of several who come after the pause, the one that begins the next asks.
        return now - end >= 0 && pauses.replace(member, end, now + PAUSE.toNanos());
    }

    void answered(UUID member) {
        if (!pauses.isEmpty()) {
            pauses.remove(member);
        }
    }

    void wasSilent(UUID member) {
        pauses.put(member, ticker.getAsLong() + PAUSE.toNanos());
    }
}
