package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

@Timeout(120)
final class SizingStatsTest extends GuardedScene {
    /** Otherwise callers would be told to come back while the queue is still full. */
    @Test
    void measureOnlyLookups_thatWereMade() {
        occupy(1);
        pass(Duration.ofSeconds(4));
        extractor.open().get(0).complete(Extraction.failed(FailureKind.BOT_CHECK, ""));
        assertThat(guarded.stats().meanDuration()).isEqualTo(Duration.ofSeconds(4));

        assertThat(kindOf(ask())).isEqualTo(FailureKind.CIRCUIT_OPEN);
        Deadline soon = guarded.deadline();
        pass(GuardedExtractor.BUDGET.minusSeconds(1));
        assertThat(kindOf(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), soon)
                        .join()))
                .isEqualTo(FailureKind.TIMEOUT);

        assertThat(guarded.stats().meanDuration()).isEqualTo(Duration.ofSeconds(4));
    }

    /** Otherwise a way that has fallen silent would show in nobody's numbers. */
    @Test
    void countALookupThatNobodyWaitsForAnyMore_asOneOfItsEgress() {
        Deadline deadline = guarded.deadline();
        pass(GuardedExtractor.BUDGET.minusMillis(2_050));

        assertThat(kindOf(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline)
                        .join()))
                .isEqualTo(FailureKind.TIMEOUT);
        extractor.open().get(0).complete(Extraction.failed(FailureKind.TIMEOUT, "as the test says"));

        assertThat(guarded.stats().outcomes())
                .containsOnly(Map.entry(new LookupOutcome("direct", Optional.of(FailureKind.TIMEOUT)), 1L));
        assertThat(guarded.stats().failed()).isEqualTo(1);
    }

    @Test
    void countAsFailed_onlyLookupsThatWereBegun() {
        Deadline deadline = guarded.deadline();
        pass(GuardedExtractor.BUDGET.minusSeconds(1));
        assertThat(kindOf(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline)
                        .join()))
                .isEqualTo(FailureKind.TIMEOUT);

        SizingStats stats = guarded.stats();

        assertThat(stats.started()).isZero();
        assertThat(stats.failed()).isZero();
        assertThat(stats.outcomes())
                .containsOnly(Map.entry(new LookupOutcome("none", Optional.of(FailureKind.TIMEOUT)), 1L));
    }

    @Test
    void addUp() {
        extractor
                .thenFinds()
                .thenFails(FailureKind.PRIVATE)
                .thenFails(FailureKind.NO_FORMATS, FailureKind.REMOVED)
                .thenFails(FailureKind.NETWORK_ERROR)
                .thenFinds();
        for (int question = 0; question < 4; question++) {
            ask();
        }

        SizingStats stats = guarded.stats();

        assertThat(stats.started()).isEqualTo(6);
        assertThat(stats.completed()).isEqualTo(4);
        assertThat(stats.failed()).isEqualTo(2);
        assertThat(stats.retries()).isEqualTo(2);
        assertThat(stats.rejected()).isZero();
        assertThat(stats.running()).isZero();
        assertThat(stats.waiting()).isZero();
        assertThat(stats.failures())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        FailureKind.PRIVATE, 1L,
                        FailureKind.NO_FORMATS, 1L,
                        FailureKind.REMOVED, 1L,
                        FailureKind.NETWORK_ERROR, 1L));
    }
}
