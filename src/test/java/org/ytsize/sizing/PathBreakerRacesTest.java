package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;
import org.ytsize.settings.Egress;
import org.ytsize.sizing.PathBreaker.Permit;

/**
 * Lookups that begin and end while time passes, in every order that there is. A step holds the breaker's lock as long
 * as it lasts, so these are all the orders that threads could make of it; what the breaker does in each is compared
 * with what is written down here.
 */
@Timeout(300)
final class PathBreakerRacesTest {
    private static final Duration QUICK = Duration.ofMillis(1);
    /** Steps of each actor: a lookup begins and ends; time passes twice. */
    private static final int STEPS = 2;

    private static final Logger LOG = Logger.getLogger(PathBreaker.class.getName());

    @BeforeAll
    static void hush() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void unhush() {
        LOG.setLevel(null);
    }

    @Test
    void nothingLate_isHeard_andOneTriesAtATime() {
        AtomicInteger orders = new AtomicInteger();
        List<FailureKind> endings =
                List.of(FailureKind.BOT_CHECK, FailureKind.PRIVATE, FailureKind.NETWORK_ERROR, FailureKind.NO_FORMATS);

        everyOrder(endings.size() + 1, order -> {
            orders.incrementAndGet();
            Scene scene = new Scene(endings);
            for (int step = 0; step < order.size(); step++) {
                scene.act(order.get(step));
                assertThat(scene.breaker.stats().state())
                        .as("after step %s of %s", step, order)
                        .isEqualTo(scene.state);
            }
        });

        assertThat(orders).hasValue(113_400);
    }

    /**
     * The one that tries is held in the middle of its step; whoever comes meanwhile must wait for its end, and find
     * what it has left.
     */
    @Test
    void aStep_isWhole_whoeverComesMeanwhile() throws Exception {
        HeldTicker ticker = new HeldTicker();
        PathBreaker breaker = new PathBreaker(Egress.DIRECT, Duration.ofSeconds(10), ticker);
        Permit late = breaker.tryAcquire().orElseThrow();
        breaker.tryAcquire().orElseThrow().ended(Extraction.failed(FailureKind.BOT_CHECK, ""), QUICK);
        ticker.pass(PathBreaker.OPEN_FOR.plusMillis(1));

        ticker.hold();
        Future<Boolean> first = begin(() -> breaker.tryAcquire().isPresent());
        ticker.awaitHeld();
        Future<Boolean> second = beginAndBlock(() -> breaker.tryAcquire().isPresent());
        Future<Boolean> ended = beginAndBlock(() -> {
            late.ended(FakeExtractor.found(), QUICK);
            return true;
        });
        Future<Boolean> told = beginAndBlock(() -> breaker.stats().state().equals("half_open"));
        ticker.release();

        assertThat(List.of(end(first), end(second), end(ended), end(told))).containsExactly(true, false, true, true);
        assertThat(breaker.stats().state()).isEqualTo("half_open");
    }

    /** Each actor's number as often as it has steps, in every order. */
    private static void everyOrder(int actors, Consumer<List<Integer>> use) {
        extend(new int[actors], new ArrayList<>(), use);
    }

    private static void extend(int[] taken, List<Integer> order, Consumer<List<Integer>> use) {
        if (order.size() == STEPS * taken.length) {
            use.accept(order);
            return;
        }
        for (int actor = 0; actor < taken.length; actor++) {
            if (taken[actor] < STEPS) {
                taken[actor]++;
                order.add(actor);
                extend(taken, order, use);
                order.remove(order.size() - 1);
                taken[actor]--;
            }
        }
    }

    /** A clock that can keep whoever reads it. */
    private static final class HeldTicker implements LongSupplier {
        private final AtomicLong nanos = new AtomicLong();
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean holds;

        @Override
        public long getAsLong() {
            if (holds) {
                held.countDown();
                awaitQuietly(released);
            }
            return nanos.get();
        }

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        void hold() {
            holds = true;
        }

        void awaitHeld() {
            awaitQuietly(held);
        }

        void release() {
            holds = false;
            released.countDown();
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }
    }

    private static Future<Boolean> begin(Callable<Boolean> step) {
        FutureTask<Boolean> task = new FutureTask<>(step);
        new Thread(task).start();
        return task;
    }

    /** Begins a step, and waits until it waits for a lock. */
    private static Future<Boolean> beginAndBlock(Callable<Boolean> step) {
        FutureTask<Boolean> task = new FutureTask<>(step);
        Thread thread = new Thread(task);
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> thread.getState() == Thread.State.BLOCKED);
        return task;
    }

    private static boolean end(Future<Boolean> step) throws Exception {
        return step.get(60, TimeUnit.SECONDS);
    }

    /** A breaker, and beside it the rules that it has to keep. */
    private static final class Scene {
        private final AtomicLong ticker = new AtomicLong();
        private final PathBreaker breaker = new PathBreaker(Egress.DIRECT, Duration.ofSeconds(10), ticker::get);
        private final List<Lookup> lookups;

        private String state = "closed";
        private int changes;
        private boolean tried;
        private long opened;
        private long tryFrom;

        Scene(List<FailureKind> endings) {
            lookups = endings.stream().map(Lookup::new).toList();
        }

        void act(int actor) {
            if (actor == lookups.size()) {
                ticker.addAndGet(PathBreaker.OPEN_FOR.plusMillis(1).toNanos());
            } else {
                lookups.get(actor).act();
            }
        }

        private boolean mayBegin() {
            if (state.equals("open") && ticker.get() - opened > PathBreaker.OPEN_FOR.toNanos()) {
                become("half_open");
            }
            if (state.equals("half_open") && !tried && ticker.get() >= tryFrom) {
                tried = true;
                return true;
            }
            return state.equals("closed");
        }

        private void hear(Verdict verdict) {
            boolean trying = state.equals("half_open");
            if (verdict == Verdict.TRIP || (trying && verdict == Verdict.FAILURE)) {
                become("open");
                opened = ticker.get();
            } else if (trying && verdict == Verdict.SUCCESS) {
                become("closed");
            } else if (trying) {
                tried = false;
                tryFrom = ticker.get() + PathBreaker.TRY_AGAIN_AFTER.toNanos();
            }
        }

        private void become(String next) {
            state = next;
            changes++;
            tried = false;
        }

        private final class Lookup {
            private final FailureKind ending;
            private boolean begun;
            private int changesBefore;
            private @Nullable Permit permit;

            Lookup(FailureKind ending) {
                this.ending = ending;
            }

            void act() {
                if (!begun) {
                    begun = true;
                    Optional<Permit> leave = breaker.tryAcquire();
                    assertThat(leave.isPresent()).isEqualTo(mayBegin());
                    changesBefore = changes;
                    permit = leave.orElse(null);
                } else if (permit != null) {
                    permit.ended(Extraction.failed(ending, ""), QUICK);
                    if (changesBefore == changes) {
                        hear(ending.verdict());
                    }
                }
            }
        }
    }
}
