package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.ExtractionJob.Clients;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Retry;

@Timeout(120)
final class RetriesTest extends GuardedScene {
    @Test
    void areTwo_ofTheSame_whereThatMayHelp() {
        extractor.thenFails(
                FailureKind.NETWORK_ERROR,
                FailureKind.TOOL_CRASH,
                FailureKind.UPSTREAM_ERROR,
                FailureKind.NETWORK_TIMEOUT);

        assertThat(kindOf(ask())).isEqualTo(FailureKind.UPSTREAM_ERROR);

        assertThat(extractor.jobs())
                .extracting(ExtractionJob::clients)
                .containsExactly(Clients.SIZES, Clients.SIZES, Clients.SIZES);
    }

    @Test
    void end_withTheFirstAnswer() {
        extractor.thenFails(FailureKind.NETWORK_ERROR).thenFinds();

        assertThat(ask()).isInstanceOf(Extraction.Found.class);

        assertThat(extractor.jobs()).hasSize(2);
    }

    @Test
    void areOne_withYtDlpsOwnClients_whereThatMayHelp() {
        extractor.thenFails(FailureKind.NO_FORMATS, FailureKind.NO_FORMATS);

        assertThat(kindOf(ask())).isEqualTo(FailureKind.NO_FORMATS);

        assertThat(extractor.jobs()).extracting(ExtractionJob::clients).containsExactly(Clients.SIZES, Clients.STOCK);
    }

    @Test
    void keepYtDlpsOwnClients_onceTheyWereNeeded() {
        extractor.thenFails(FailureKind.NO_FORMATS, FailureKind.NETWORK_ERROR).thenFinds();

        assertThat(ask()).isInstanceOf(Extraction.Found.class);

        assertThat(extractor.jobs())
                .extracting(ExtractionJob::clients)
                .containsExactly(Clients.SIZES, Clients.STOCK, Clients.STOCK);
    }

    @ParameterizedTest
    @EnumSource
    void areMade_onlyWhereTheKindSaysSo(FailureKind kind) {
        extractor.thenFails(kind).thenFinds();

        Extraction answer = ask();

        boolean again = kind.retry() == Retry.SAME || kind.retry() == Retry.OTHER_CLIENTS;
        assertThat(extractor.jobs()).hasSize(again ? 2 : 1);
        assertThat(answer instanceof Extraction.Found).isEqualTo(again);
    }

    /** What the first try found out is worth more to a caller than why there was no second. */
    @Test
    void areNotMade_whereTheBreakerOpensMeanwhile() {
        BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
        GuardedExtractor stepwise = guarded(extractor, steps::add);
        extractor.thenFails(FailureKind.NETWORK_ERROR, FailureKind.BOT_CHECK).thenFinds();
        CompletableFuture<Extraction> first = begin(stepwise);
        next(steps).run();
        Runnable retry = next(steps);

        CompletableFuture<Extraction> other = begin(stepwise);
        next(steps).run();
        assertThat(kindOf(other.join())).isEqualTo(FailureKind.BOT_CHECK);
        retry.run();
        next(steps).run();

        assertThat(kindOf(first.join())).isEqualTo(FailureKind.NETWORK_ERROR);
        assertThat(extractor.jobs()).hasSize(2);
        assertThat(stepwise.stats().breaker().refusals()).isEqualTo(1);
    }

    @Test
    void areNotMade_whereTheQueueIsFullMeanwhile() {
        BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
        GuardedExtractor stepwise = guarded(extractor, steps::add);
        extractor.thenFails(FailureKind.NETWORK_ERROR);
        CompletableFuture<Extraction> first = begin(stepwise);
        next(steps).run();
        Runnable retry = next(steps);
        for (int i = 0; i < WORKERS + GuardedExtractor.MAX_WAITING; i++) {
            assertThat(begin(stepwise)).isNotDone();
        }

        retry.run();

        assertThat(kindOf(first.join())).isEqualTo(FailureKind.NETWORK_ERROR);
        assertThat(stepwise.stats().rejected()).isEqualTo(1);
    }

    @Test
    void areNotMade_withoutTimeForThem() {
        Deadline deadline = guarded.deadline();
        pass(GuardedExtractor.BUDGET.minusSeconds(2));
        extractor.thenFails(FailureKind.NETWORK_ERROR).thenFinds();

        assertThat(kindOf(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline)
                        .join()))
                .isEqualTo(FailureKind.NETWORK_ERROR);

        assertThat(extractor.jobs()).hasSize(1);
    }
}
