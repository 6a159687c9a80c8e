package org.ytsize.sizing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Lets whoever wants the same thing at the same time share one piece of work. Thread-safe; never blocks.
 *
 * @param <K> what tells things apart
 * @param <V> what the work gives
 */
final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final LongAdder joins = new LongAdder();

    /**
     * A place on a flight.
     *
     * @param landing ends as the work does; whoever ends it otherwise leaves the work and the others alone
     * @param begun whether the work was begun for this place
     */
    record Place<V>(CompletableFuture<V> landing, boolean begun) {}

    /**
     * Joins the work for {@code key}, or begins it. Ended work is forgotten before anybody learns of its end, so
     * {@code work} has to look first whether what it is for has been done by then.
     */
    Place<V> join(K key, Supplier<CompletableFuture<V>> work) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> theirs = flights.putIfAbsent(key, mine);
        if (theirs != null) {
            joins.increment();
            return new Place<>(theirs.copy(), false);
        }
        CompletableFuture<V> landing = mine.copy();
        var unused = CompletableFuture.completedFuture(work)
                .thenCompose(Supplier::get)
                .whenComplete((value, broken) -> {
                    flights.remove(key);
                    if (broken == null) {
                        mine.complete(value);
                    } else {
                        mine.completeExceptionally(broken);
                    }
                });
        return new Place<>(landing, true);
    }

    /** How many joined work that somebody else had begun, so far. */
    long joins() {
        return joins.sum();
    }

    /** How many are under way. */
    int size() {
        return flights.size();
    }
}
