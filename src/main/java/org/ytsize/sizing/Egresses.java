package org.ytsize.sizing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.ytsize.settings.Egress;

/**
 * The addresses that YouTube is asked from, each with its breaker. Lookups take turns, since YouTube counts by address,
 * and leave out those that are not trusted; the one lookup that tries such an address again is the next one whose turn
 * it would be. Thread-safe; never blocks.
 */
final class Egresses {
    private final List<PathBreaker> breakers;
    private final AtomicInteger turn = new AtomicInteger();
    private final LongAdder refusals = new LongAdder();

    /**
     * All trusted at first.
     *
     * @param egresses at least one
     */
    Egresses(List<Egress> egresses, Duration slow, LongSupplier ticker) {
        this.breakers = egresses.stream()
                .map(egress -> new PathBreaker(egress, slow, ticker))
                .toList();
    }

    /**
     * Leave to send one lookup.
     *
     * @param ruledOut not taken at all
     * @param last taken only where there is no other; whoever has failed there is not the one who tries another again,
     *     as long as there is a trusted one
     * @return empty where no egress is trusted
     */
    Optional<PathBreaker.Permit> acquire(Optional<Egress> ruledOut, Optional<Egress> last) {
        for (PathBreaker breaker : inTurn(ruledOut, last)) {
            Optional<PathBreaker.Permit> permit = breaker.tryAcquire();
            if (permit.isPresent()) {
                return permit;
            }
        }
        if (ruledOut.isEmpty()) {
            refused();
        }
        return Optional.empty();
    }

    /** Counts a lookup that is not sent, since no egress is trusted. */
    void refused() {
        refusals.increment();
    }

    /** Whether a lookup that came now could be sent, if no other comes first. */
    boolean isPassable() {
        return breakers.stream().anyMatch(PathBreaker::isPassable);
    }

    /** Whether a lookup could be sent from another egress than {@code egress} and than {@code ruledOut}. */
    boolean isPassableBeside(Egress egress, Optional<Egress> ruledOut) {
        return breakers.stream()
                .anyMatch(
                        breaker -> breaker.isPassable() && !breaker.egress().equals(egress) && !is(breaker, ruledOut));
    }

    /** Until the first of them is tried again. */
    Duration retryAfter() {
        return breakers.stream()
                .map(PathBreaker::retryAfter)
                .min(Duration::compareTo)
                .orElseThrow();
    }

    BreakerStats stats() {
        return new BreakerStats(breakers.stream().map(PathBreaker::stats).toList(), refusals.sum());
    }

    private List<PathBreaker> inTurn(Optional<Egress> ruledOut, Optional<Egress> last) {
        int first = Math.floorMod(turn.getAndIncrement(), breakers.size());
        List<PathBreaker> order = new ArrayList<>();
        List<PathBreaker> later = new ArrayList<>();
        List<PathBreaker> atTheEnd = new ArrayList<>();
        for (int i = 0; i < breakers.size(); i++) {
            PathBreaker breaker = breakers.get((first + i) % breakers.size());
            if (is(breaker, last)) {
                atTheEnd.add(breaker);
            } else if (!is(breaker, ruledOut)) {
                (last.isEmpty() || breaker.isClosed() ? order : later).add(breaker);
            }
        }
        order.addAll(later);
        order.addAll(atTheEnd);
        order.removeIf(breaker -> is(breaker, ruledOut));
        return order;
    }

    private static boolean is(PathBreaker breaker, Optional<Egress> egress) {
        return egress.filter(breaker.egress()::equals).isPresent();
    }
}
