package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ytsize.sizing.LookupUnderTest.QUESTION;
import static org.ytsize.sizing.LookupUnderTest.kindOf;
import static org.ytsize.sizing.LookupUnderTest.says;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.FailureKind;

@Timeout(120)
final class KnownAnswerTest {
    private static final SizeQuestion AFRESH =
            new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty(), true, SizeQuestion.View.TABLE);

    /** Of sizes whose day of upload is not told. */
    private static final Duration FRESH = Duration.ofMinutes(20);

    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration LAST_RESORT = Duration.ofHours(25);

    private final LookupUnderTest lookup = new LookupUnderTest();

    @AfterEach
    void end() {
        lookup.close();
    }

    @Test
    void isToldAtOnce_withItsAge() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(Duration.ofSeconds(90));

        SizeAnswer answer = lookup.ask(QUESTION);

        assertThat(answer).satisfies(says("50000 in 213", Origin.Kind.HIT));
        assertThat(answer.origin().age()).isEqualTo(Duration.ofSeconds(90));
        assertThat(lookup.extractor.jobs()).hasSize(1);
    }

    @Test
    void isNotRefreshed_beforeItsTimeRunsOut() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(FRESH.multipliedBy(8).dividedBy(10).minusNanos(1));

        lookup.ask(QUESTION);

        assertThat(lookup.extractor.jobs()).hasSize(1);
        assertThat(lookup.stats().refreshes()).isZero();
    }

    @Test
    void isRefreshed_whenItsTimeRunsOut_andNobodyWaitsForThat() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(FRESH.multipliedBy(8).dividedBy(10));

        assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.HIT));
        lookup.extractor.open().get(0).complete(FakeExtractor.found(213.0, 60_000L));

        await().untilAsserted(() -> assertThat(lookup.ask(QUESTION)).satisfies(says("60000 in 213", Origin.Kind.HIT)));
        assertThat(lookup.ask(QUESTION).origin().age()).isZero();
        assertThat(lookup.extractor.jobs()).hasSize(2);
    }

    @Test
    void isToldOutOfDate_whileItIsLookedUpAgain_once() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(USABLE.minusNanos(1));

        for (int i = 0; i < 10; i++) {
            assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
        }

        assertThat(lookup.extractor.jobs()).hasSize(2);
        assertThat(lookup.stats().refreshes()).isEqualTo(1);
    }

    @Test
    void isLookedUp_whileSomebodyWaits_onceItIsTooOld() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(USABLE);
        lookup.extractor.thenEnds(FakeExtractor.found(213.0, 60_000L));

        assertThat(lookup.ask(QUESTION)).satisfies(says("60000 in 213", Origin.Kind.MISS));
    }

    @ParameterizedTest
    @EnumSource
    void isTheLastResort_whereLookingItUpFails_orSaysLess(FailureKind kind) {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(USABLE);
        lookup.extractor.thenFails(kind, kind, kind);

        SizeAnswer answer = lookup.ask(QUESTION);

        if (kind.isDoubtful()) {
            assertThat(answer).satisfies(says("50000 in 213", Origin.Kind.STALE));
            assertThat(answer.origin().age()).isEqualTo(USABLE);
        } else {
            assertThat(kindOf(answer)).isEqualTo(kind);
        }
    }

    /** YouTube allows a few hundred lookups an hour, and popular videos are asked for much more often. */
    @ParameterizedTest
    @EnumSource(names = {"LOGIN_REQUIRED", "UNAVAILABLE_UNCLEAR", "NO_SIZES"})
    void isToldForAMinute_whereYouTubeHasSaidLess(FailureKind kind) {
        int tries = kind.retry() == FailureKind.Retry.OTHER_CLIENTS ? 2 : 1;
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(USABLE);
        for (int attempt = 0; attempt < tries; attempt++) {
            lookup.extractor.thenFails(kind);
        }
        lookup.ask(QUESTION);

        for (int second = 0; second < 59; second++) {
            lookup.pass(Duration.ofSeconds(1));
            assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
        }
        assertThat(lookup.extractor.jobs()).hasSize(1 + tries);

        lookup.pass(Duration.ofSeconds(1));
        lookup.extractor.thenFinds();
        assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.MISS));
    }

    @Test
    void isForgotten_inTheEnd() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(LAST_RESORT);
        lookup.extractor.thenFails(FailureKind.BOT_CHECK);

        assertThat(kindOf(lookup.ask(QUESTION))).isEqualTo(FailureKind.BOT_CHECK);
    }

    @ParameterizedTest
    @EnumSource
    void isARefusalToo_forTheTimeOfItsKind(FailureKind kind) {
        lookup.extractor.thenFails(kind, kind, kind);
        lookup.ask(QUESTION);
        int asked = lookup.extractor.jobs().size();
        lookup.pass(kind.memory().minusNanos(kind.memory().isZero() ? 0 : 1));

        if (kind.memory().isZero()) {
            var unused = lookup.find(QUESTION);
            boolean opened = kind.verdict() == FailureKind.Verdict.TRIP;
            assertThat(lookup.extractor.jobs()).hasSize(opened ? asked : asked + 1);
        } else {
            SizeAnswer again = lookup.ask(QUESTION);
            assertThat(kindOf(again)).isEqualTo(kind);
            assertThat(again.origin().kind()).isEqualTo(Origin.Kind.HIT);
            assertThat(lookup.extractor.jobs()).hasSize(asked);

            lookup.pass(Duration.ofNanos(1));
            lookup.extractor.thenFails(kind, kind);
            assertThat(lookup.ask(QUESTION).origin().kind()).isEqualTo(Origin.Kind.MISS);
        }
    }

    @Test
    void tellsHowLongToWait_lessTheTimeThatHasPassed() {
        lookup.extractor.thenFails(FailureKind.UPCOMING);
        lookup.ask(QUESTION);
        lookup.pass(Duration.ofMinutes(4));

        assertThat(((SizeAnswer.NoSizes) lookup.ask(QUESTION)).failure().retryAfter())
                .isEqualTo(FailureKind.UPCOMING.retryAfter().minusMinutes(4));
    }

    @Test
    void staysAsItIs_whereLookingItUpAfreshFails_whichIsTold() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.extractor.thenFails(FailureKind.UPSTREAM_FORBIDDEN);

        assertThat(kindOf(lookup.ask(AFRESH))).isEqualTo(FailureKind.UPSTREAM_FORBIDDEN);
        assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.HIT));
    }

    @Test
    void isNotTold_toWhoeverWantsItAfresh_whoseAnswerIsKeptForAll() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.extractor.thenEnds(FakeExtractor.found(213.0, 60_000L));

        assertThat(lookup.ask(AFRESH)).satisfies(says("60000 in 213", Origin.Kind.MISS));
        assertThat(lookup.ask(QUESTION)).satisfies(says("60000 in 213", Origin.Kind.HIT));
    }

    @Test
    void isCounted_byWhereItCameFrom() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.ask(QUESTION);
        lookup.ask(QUESTION);

        CacheStats stats = lookup.stats();

        assertThat(stats.answers())
                .containsEntry(Origin.Kind.MISS, 1L)
                .containsEntry(Origin.Kind.HIT, 2L)
                .containsEntry(Origin.Kind.STALE, 0L)
                .containsEntry(Origin.Kind.SHARED, 0L);
        assertThat(stats.entries()).isEqualTo(1);
        assertThat(stats.bytes()).isPositive();
    }
}
