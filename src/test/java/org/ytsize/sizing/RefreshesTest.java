package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RefreshesTest {
    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final Refreshes refreshes = new Refreshes(ticker::get);

    @Test
    void areOneAtATime() {
        assertThat(refreshes.tryBegin()).isTrue();
        assertThat(refreshes.tryBegin()).isFalse();

        refreshes.ended(true);

        assertThat(refreshes.tryBegin()).isTrue();
        assertThat(refreshes.count()).isEqualTo(2);
    }

    @Test
    void pause_afterAFailure() {
        assertThat(refreshes.tryBegin()).isTrue();
        refreshes.ended(false);

        ticker.addAndGet(Refreshes.PAUSE.toNanos());
        assertThat(refreshes.tryBegin()).isFalse();
        ticker.incrementAndGet();
        assertThat(refreshes.tryBegin()).isTrue();
    }

    @Test
    void forgetTheFailure_onceOneHasEndedWell() {
        assertThat(refreshes.tryBegin()).isTrue();
        refreshes.ended(false);
        ticker.addAndGet(Refreshes.PAUSE.toNanos() + 1);
        assertThat(refreshes.tryBegin()).isTrue();
        refreshes.ended(true);

        assertThat(refreshes.tryBegin()).isTrue();
    }

    @RepeatedTest(200)
    void areOneAtATime_howeverManyTryAtOnce() {
        CyclicBarrier gate = new CyclicBarrier(4);
        Stream<CompletableFuture<Boolean>> tries = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> tryAt(gate), task -> new Thread(task).start()))
                .toList()
                .stream();

        assertThat(tries.map(CompletableFuture::join)).containsOnlyOnce(true);
    }

    private boolean tryAt(CyclicBarrier gate) {
        try {
            gate.await();
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
        return refreshes.tryBegin();
    }
}
