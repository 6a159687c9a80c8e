package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class SingleFlightTest {
    private final SingleFlight<String, String> flights = new SingleFlight<>();
    private final List<CompletableFuture<String>> works = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void begins_whatNobodyIsDoing() {
        SingleFlight.Place<String> place = flights.join("a", this::work);

        assertThat(place.begun()).isTrue();
        assertThat(place.landing()).isNotDone();
        works.get(0).complete("done");
        assertThat(place.landing()).isCompletedWithValue("done");
    }

    @Test
    void joins_whatIsBeingDone() {
        SingleFlight.Place<String> first = flights.join("a", this::work);
        SingleFlight.Place<String> second = flights.join("a", this::work);

        works.get(0).complete("done");

        assertThat(works).hasSize(1);
        assertThat(second.begun()).isFalse();
        assertThat(first.landing()).isCompletedWithValue("done");
        assertThat(second.landing()).isCompletedWithValue("done");
    }

    @Test
    void keepsApart_whatIsNotTheSame() {
        var unused = flights.join("a", this::work);
        var unusedToo = flights.join("b", this::work);

        assertThat(works).hasSize(2);
        assertThat(flights.size()).isEqualTo(2);
    }

    @Test
    void beginsAnew_onceItHasEnded() {
        var unused = flights.join("a", this::work);
        works.get(0).complete("done");

        assertThat(flights.size()).isZero();
        assertThat(flights.join("a", this::work).begun()).isTrue();
        assertThat(works).hasSize(2);
    }

    @Test
    void tellsAll_thatItBroke() {
        CompletableFuture<String> first = flights.join("a", this::work).landing();
        CompletableFuture<String> second = flights.join("a", this::work).landing();

        works.get(0).completeExceptionally(new IllegalStateException("broken"));

        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(second::join).hasRootCauseMessage("broken");
        assertThat(flights.size()).isZero();
    }

    @Test
    void survives_workThatThrowsAtOnce() {
        CompletableFuture<String> landing = flights.join("a", () -> {
                    throw new IllegalStateException("at once");
                })
                .landing();

        assertThatThrownBy(landing::join).hasRootCauseMessage("at once");
        assertThat(flights.size()).isZero();
    }

    @Test
    void goesOn_whoeverLeaves() {
        CompletableFuture<String> first = flights.join("a", this::work).landing();
        CompletableFuture<String> second = flights.join("a", this::work).landing();

        first.cancel(true);
        second.complete("impatient");
        CompletableFuture<String> third = flights.join("a", this::work).landing();
        works.get(0).complete("done");

        assertThat(works).hasSize(1);
        assertThat(third).isCompletedWithValue("done");
    }

    /**
     * Whoever comes while it ends either shares that end or begins anew: nobody is left on a flight that has landed.
     */
    @RepeatedTest(200)
    void leavesNobodyBehind() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CyclicBarrier gate = new CyclicBarrier(8);
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        meet(gate);
                        return flights.join(
                                        "a",
                                        () -> CompletableFuture.completedFuture("flight " + begun.incrementAndGet()))
                                .landing()
                                .join();
                    },
                    threads));
        }

        for (CompletableFuture<String> landing : all) {
            assertThat(landing.join()).startsWith("flight ");
        }
        assertThat(begun.get()).isBetween(1, 8);
        assertThat(flights.size()).isZero();
    }

    private CompletableFuture<String> work() {
        CompletableFuture<String> work = new CompletableFuture<>();
        works.add(work);
        return work;
    }

    private static void meet(CyclicBarrier gate) {
        try {
            gate.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
