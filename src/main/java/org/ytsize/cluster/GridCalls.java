package org.ytsize.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the grid, none of which holds anybody up: each has a deadline, and none is made to a member that has not
 * answered of late. Thread-safe.
 */
final class GridCalls {
    private static final Logger LOG = Logger.getLogger(GridCalls.class.getName());

    /** Stands for all members while nobody knows which one has the key. */
    private static final UUID NOBODY = new UUID(0, 0);

    /** After these a member has answered again, or is gone for good, and what it had is with the others. */
    private static final int TRIES = 10;

    private final HazelcastInstance grid;
    private final Pace quick;
    private final Pace patient;
    private final Executor executor;
    private final LongAdder calls = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /**
     * How long a call may take, and who did not keep to that: whoever is not quick enough may be good enough for
     * something else.
     */
    record Pace(Duration deadline, SilentMembers silent) {}

    /**
     * @param quick deadline of what somebody waits for
     * @param patient deadline of what spares a lookup of some seconds
     * @param executor goes on with what waits for an answer; the grid's own threads have better things to do
     * @param ticker nanoseconds of a monotonic clock
     */
    GridCalls(HazelcastInstance grid, Duration quick, Duration patient, Executor executor, LongSupplier ticker) {
        this.grid = grid;
        this.quick = new Pace(quick, new SilentMembers(ticker));
        this.patient = new Pace(patient, new SilentMembers(ticker));
        this.executor = executor;
    }

    /**
     * Makes a call to whoever has {@code key}.
     *
     * @param pace {@link #quick} or {@link #patient}
     * @return ends at the deadline, and never with an exception; empty where there was no answer by then, or none but
     *     null
     */
    <T> CompletableFuture<Optional<T>> make(
            String key, Pace pace, Supplier<? extends CompletionStage<@Nullable T>> call) {
        calls.increment();
        try {
            UUID owner = owner(key);
            if (pace.silent().mayAsk(owner)) {
                return ask(owner, pace, call);
            }
        } catch (RuntimeException gone) {
            LOG.log(Level.FINE, "the grid has ended", gone);
        }
        failures.increment();
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Makes a patient call that nobody waits for. Where whoever has {@code key} is left alone at the moment, it is made
     * after that: what the call tells would be lost otherwise, to all.
     */
    void tell(String key, Supplier<? extends CompletionStage<?>> call) {
        tell(key, call, TRIES);
    }

    private void tell(String key, Supplier<? extends CompletionStage<?>> call, int tries) {
        try {
            UUID owner = owner(key);
            if (patient.silent().mayAsk(owner)) {
                calls.increment();
                var unused = ask(owner, patient, () -> call.get().thenApply(anything -> (Object) anything));
                return;
            }
            if (tries > 1) {
                CompletableFuture.delayedExecutor(SharedAnswers.ASK_AGAIN.toNanos(), TimeUnit.NANOSECONDS, executor)
                        .execute(() -> tell(key, call, tries - 1));
                return;
            }
        } catch (RuntimeException gone) {
            LOG.log(Level.FINE, "the grid has ended", gone);
        }
        failures.increment();
    }

    private <T> CompletableFuture<Optional<T>> ask(
            UUID owner, Pace pace, Supplier<? extends CompletionStage<@Nullable T>> call) {
        return call.get()
                .thenApply(Optional::ofNullable)
                .toCompletableFuture()
                .orTimeout(pace.deadline().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((answer, broken) -> note(pace.silent(), owner, broken))
                .exceptionally(broken -> Optional.empty())
                .thenApplyAsync(answer -> answer, executor)
                .exceptionally(noThread -> Optional.empty());
    }

    Pace quick() {
        return quick;
    }

    Pace patient() {
        return patient;
    }

    /** Runs a call that blocks on a thread where it may. */
    <T> CompletableFuture<@Nullable T> blocking(Supplier<@Nullable T> call) {
        return CompletableFuture.supplyAsync(call, executor);
    }

    long count() {
        return calls.sum();
    }

    long timeouts() {
        return timeouts.sum();
    }

    long failures() {
        return failures.sum();
    }

    private UUID owner(String key) {
        Member owner = grid.getPartitionService().getPartition(key).getOwner();
        return owner == null ? NOBODY : owner.getUuid();
    }

    private void note(SilentMembers silent, UUID owner, @Nullable Throwable broken) {
        if (broken == null) {
            silent.answered(owner);
        } else if (broken instanceof TimeoutException) {
            timeouts.increment();
            silent.wasSilent(owner);
        } else {
            failures.increment();
        }
    }
}
