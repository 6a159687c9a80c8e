package org.ytsize.sizing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a fixed number of tasks run at once, a bounded number wait for their turn, and turns the rest away.
 *
 * <p>Thread-safe: {@code lock} guards all fields below it. Tasks are begun on the thread that made room for them,
 * outside the lock, and do not block it.
 */
final class WorkQueue<T> {
    /** A wait that is told to callers is never shorter: it is an estimate, and asking again costs. */
    private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

    private final int maxRunning;
    private final int maxWaiting;
    private final LongSupplier ticker;

    private final Object lock = new Object();
    private final Queue<Waiting<T>> waiting = new ArrayDeque<>();
    /** When what runs was begun, in that order. */
    private final Map<Waiting<T>, Long> running = new LinkedHashMap<>();

    private double meanNanos;

    private record Waiting<T>(Object about, Supplier<CompletableFuture<T>> task, CompletableFuture<T> result) {}

    /** @param ticker nanoseconds of a monotonic clock */
    WorkQueue(int maxRunning, int maxWaiting, LongSupplier ticker) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
        this.ticker = ticker;
    }

    /**
     * Has {@code task} run when it is its turn.
     *
     * <p>Ending the result before that takes the task out of the queue: it is never begun.
     *
     * @param about what it is for
     * @param task begins the work; what it throws ends the result as a failure of the work would
     * @return completes as the task's own future does; null where too many wait already
     */
    @Nullable
    CompletableFuture<T> submit(Object about, Supplier<CompletableFuture<T>> task) {
        Waiting<T> entry = new Waiting<>(about, task, new CompletableFuture<>());
        synchronized (lock) {
            if (running.size() >= maxRunning) {
                if (waiting.size() >= maxWaiting) {
                    return null;
                }
                waiting.add(entry);
                var unused = entry.result().whenComplete((ending, broken) -> forget(entry));
                return entry.result();
            }
            running.put(entry, ticker.getAsLong());
        }
        begin(entry);
        return entry.result();
    }

    /** Ends what waits, all of it: none of that is ever begun. */
    void endWaiting(Supplier<T> ending) {
        List<Waiting<T>> ended;
        synchronized (lock) {
            ended = List.copyOf(waiting);
            waiting.clear();
        }
        ended.forEach(entry -> entry.result().complete(ending.get()));
    }

    /** Whether a task that came now would begin at once. */
    boolean isIdle() {
        synchronized (lock) {
            return waiting.isEmpty() && running.size() < maxRunning;
        }
    }

    int running() {
        synchronized (lock) {
            return running.size();
        }
    }

    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** Which place in the queue has what waits for {@code about}: 1 comes next, 0 is not in it. */
    int place(Object about) {
        synchronized (lock) {
            int place = 0;
            for (Waiting<T> entry : waiting) {
                place++;
                if (entry.about().equals(about)) {
                    return place;
                }
            }
            return 0;
        }
    }

    /**
     * Learns what a task took that did its work; one that gave up at once says nothing of how long others will take.
     */
    void took(Duration time) {
        synchronized (lock) {
            meanNanos = meanNanos == 0 ? time.toNanos() : 0.8 * meanNanos + 0.2 * time.toNanos();
        }
    }

    /** Mean duration of recent tasks, zero before the first has ended. */
    Duration meanDuration() {
        synchronized (lock) {
            return Duration.ofNanos((long) meanNanos);
        }
    }

    /**
     * How long a task that came now would wait for its turn, by what recent tasks have taken, and the oldest one under
     * way so far: all may be slow now.
     */
    Duration expectedWait() {
        synchronized (lock) {
            long oldest = running.values().stream()
                    .findFirst()
                    .map(begun -> ticker.getAsLong() - begun)
                    .orElse(0L);
            double each = Math.max(meanNanos, (double) oldest);
            Duration wait = Duration.ofNanos((long) (each * (waiting.size() + 1) / maxRunning));
            return wait.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : wait;
        }
    }

    private void forget(Waiting<T> entry) {
        synchronized (lock) {
            waiting.remove(entry);
        }
    }

    private void begin(Waiting<T> entry) {
        CompletableFuture<T> work =
                CompletableFuture.completedFuture(entry.task()).thenCompose(Supplier::get);
        var unused = work.whenComplete((ending, broken) -> {
            onEnd(entry);
            if (broken == null) {
                entry.result().complete(ending);
            } else {
                entry.result().completeExceptionally(broken);
            }
        });
    }

    private void onEnd(Waiting<T> ended) {
        Waiting<T> next;
        synchronized (lock) {
            running.remove(ended);
            next = waiting.poll();
            if (next == null) {
                return;
            }
            running.put(next, ticker.getAsLong());
        }
        begin(next);
    }
}
