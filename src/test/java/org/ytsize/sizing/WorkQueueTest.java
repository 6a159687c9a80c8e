package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class WorkQueueTest {
    private final WorkQueue<String> queue = new WorkQueue<>(2, 3, System::nanoTime);
    private final List<Task> begun = new ArrayList<>();

    @Nested
    final class WithRoom {
        @Test
        void begins_atOnce() {
            var unused = submit("a");
            var unusedToo = submit("b");

            assertThat(begunNames()).containsExactly("a", "b");
            assertThat(queue.running()).isEqualTo(2);
            assertThat(queue.waiting()).isZero();
        }

        @Test
        void completes_asTheTaskDoes() {
            CompletableFuture<String> good = submit("a");
            CompletableFuture<String> bad = submit("b");

            begun.get(0).end();
            begun.get(1).future.completeExceptionally(new IllegalStateException("broken"));

            assertThat(good).isCompletedWithValue("a");
            assertThat(bad).isCompletedExceptionally();
            assertThat(queue.running()).isZero();
        }
    }

    @Test
    void isIdle_asLongAsAWorkerIsFree() {
        assertThat(queue.isIdle()).isTrue();

        submitAll("a", "b");
        assertThat(queue.isIdle()).isFalse();

        submitAll("c");
        begun.get(0).end();
        assertThat(queue.isIdle()).as("the one that waited has the worker").isFalse();

        begun.get(1).end();
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void tellsThePlace_ofWhoeverWaits() {
        submitAll("a", "b", "c", "d");

        assertThat(queue.place("b")).as("is begun").isZero();
        assertThat(queue.place("c")).isEqualTo(1);
        assertThat(queue.place("d")).isEqualTo(2);
        begun.get(0).end();
        assertThat(queue.place("c")).isZero();
        assertThat(queue.place("d")).isEqualTo(1);
        assertThat(queue.place("e")).as("never came").isZero();
    }

    @Nested
    final class WithoutRoom {
        @Test
        void lets_whoCameFirstGoFirst() {
            submitAll("a", "b", "c", "d", "e");
            assertThat(begunNames()).containsExactly("a", "b");

            begun.get(1).end();
            assertThat(begunNames()).containsExactly("a", "b", "c");
            begun.get(0).end();
            begun.get(2).end();

            assertThat(begunNames()).containsExactly("a", "b", "c", "d", "e");
            assertThat(queue.running()).isEqualTo(2);
            assertThat(queue.waiting()).isZero();
        }

        @Test
        void goesOn_afterAFailure() {
            submitAll("a", "b", "c");

            begun.get(0).future.completeExceptionally(new IllegalStateException("broken"));

            assertThat(begunNames()).containsExactly("a", "b", "c");
        }

        @Test
        void goesOn_afterATaskThatCannotEvenBeBegun() {
            submitAll("a", "b");
            CompletableFuture<String> broken = Objects.requireNonNull(queue.submit("it", () -> {
                throw new IllegalStateException("broken");
            }));
            submitAll("c");

            begun.get(0).end();

            assertThat(broken).isCompletedExceptionally();
            assertThat(begunNames()).containsExactly("a", "b", "c");
            begun.get(1).end();
            begun.get(2).end();
            assertThat(queue.running()).isZero();
        }

        @Test
        void turnsAway_whatIsTooMuch_andTakesMoreOnceThereIsRoom() {
            submitAll("a", "b", "c", "d", "e");

            assertThat(trySubmit("f")).isNull();
            assertThat(queue.waiting()).isEqualTo(3);

            begun.get(0).end();
            assertThat(trySubmit("g")).isNotNull();
        }

        @Test
        void forgetsAWaiter_whoseResultHasEnded() {
            submitAll("a", "b");
            CompletableFuture<String> impatient = submit("c");
            CompletableFuture<String> patient = submit("d");
            assertThat(queue.waiting()).isEqualTo(2);

            impatient.cancel(false);
            assertThat(queue.waiting()).isEqualTo(1);
            begun.get(0).end();
            begun.get(1).end();
            begun.get(2).end();

            assertThat(begunNames()).containsExactly("a", "b", "d");
            assertThat(patient).isCompletedWithValue("d");
        }

        @Test
        void endsAllThatWaits_andBeginsNoneOfIt() {
            submitAll("a", "b");
            CompletableFuture<String> c = submit("c");
            CompletableFuture<String> d = submit("d");

            queue.endWaiting(() -> "not now");

            assertThat(c).isCompletedWithValue("not now");
            assertThat(d).isCompletedWithValue("not now");
            assertThat(queue.waiting()).isZero();
            begun.get(0).end();
            assertThat(begunNames()).containsExactly("a", "b");
            assertThat(queue.running()).isEqualTo(1);
        }

        @Test
        void givesTheRoomOfAWaiterWhoLeft_toAnother() {
            submitAll("a", "b", "c", "d");
            CompletableFuture<String> impatient = submit("e");
            assertThat(trySubmit("f")).isNull();

            impatient.complete("never mind");

            assertThat(trySubmit("g")).isNotNull();
        }
    }

    /** Callers come at one moment while tasks end on other threads: at no time do more run than may. */
    @RepeatedTest(20)
    void neverRunsMoreThanItMay_whenCallersRace() throws Exception {
        int callers = 8;
        int each = 40;
        WorkQueue<Integer> wide = new WorkQueue<>(3, Integer.MAX_VALUE, System::nanoTime);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<CompletableFuture<Integer>>>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                all.add(threads.submit(() -> {
                    gate.await();
                    List<CompletableFuture<Integer>> results = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        results.add(Objects.requireNonNull(wide.submit("it", () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            return CompletableFuture.supplyAsync(running::decrementAndGet, workers);
                        })));
                    }
                    return results;
                }));
            }
            gate.countDown();

            for (Future<List<CompletableFuture<Integer>>> results : all) {
                for (CompletableFuture<Integer> result : results.get(20, TimeUnit.SECONDS)) {
                    result.get(20, TimeUnit.SECONDS);
                }
            }
            assertThat(most.get()).isBetween(1, 3);
            assertThat(wide.running()).isZero();
            assertThat(wide.waiting()).isZero();
        } finally {
            threads.shutdownNow();
            workers.shutdownNow();
        }
    }

    /** Of many that come at once, exactly those are taken that may run or wait. */
    @RepeatedTest(20)
    void takesExactlyAsManyAsItMay_whenCallersRace() throws Exception {
        int callers = 16;
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                all.add(threads.submit(() -> {
                    gate.await();
                    return queue.submit("it", CompletableFuture<String>::new) != null;
                }));
            }
            gate.countDown();

            int taken = 0;
            for (Future<Boolean> one : all) {
                taken += one.get(20, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(taken).isEqualTo(2 + 3);
            assertThat(queue.running()).isEqualTo(2);
            assertThat(queue.waiting()).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    private record Task(String name, CompletableFuture<String> future) {
        void end() {
            future.complete(name);
        }
    }

    private void submitAll(String... names) {
        for (String name : names) {
            var unused = submit(name);
        }
    }

    private CompletableFuture<String> submit(String name) {
        return Objects.requireNonNull(trySubmit(name));
    }

    private @Nullable CompletableFuture<String> trySubmit(String name) {
        return queue.submit(name, () -> {
            Task task = new Task(name, new CompletableFuture<>());
            begun.add(task);
            return task.future();
        });
    }

    private List<String> begunNames() {
        return begun.stream().map(Task::name).toList();
    }
}
