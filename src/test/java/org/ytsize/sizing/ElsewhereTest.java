package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ytsize.sizing.LookupUnderTest.QUESTION;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

/** Two instances that are asked for the same video at the same time. */
@Timeout(60)
final class ElsewhereTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final SizeQuestion AFRESH =
            new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty(), true, SizeQuestion.View.TABLE);

    private final FakeGrid grid = new FakeGrid();
    private final LookupUnderTest here = new LookupUnderTest(grid.member("here"));
    private final LookupUnderTest there = new LookupUnderTest(grid.member("there"));

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    @Test
    void oneLooksItUp_andTheOtherIsToldWhatItFinds() {
        CompletableFuture<SizeAnswer> first = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        CompletableFuture<SizeAnswer> second = here.find(QUESTION);

        there.extractor.open().get(0).complete(FakeExtractor.found());

        assertThat(ended(first)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
        assertThat(ended(second)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.SHARED));
        assertThat(here.extractor.jobs()).isEmpty();
        await().atMost(PATIENCE).until(grid.claims::isEmpty);
    }

    @Test
    void whereAClaimIsNotAnswered_itIsAskedOnceMore_beforeALookup() {
        var unused = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        grid.unanswered.set(1);
        CompletableFuture<SizeAnswer> second = here.find(QUESTION);

        await().atMost(PATIENCE).until(() -> grid.unanswered.get() < 0);
        there.extractor.open().get(0).complete(FakeExtractor.found());

        assertThat(ended(second)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.SHARED));
        assertThat(here.extractor.jobs()).isEmpty();
    }

    @Test
    void whereClaimsAreNeverAnswered_itIsLookedUp() {
        grid.unanswered.set(Integer.MAX_VALUE);
        here.extractor.thenFinds();

        assertThat(ended(here.find(QUESTION))).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
        assertThat(grid.unanswered).hasValue(Integer.MAX_VALUE - 2);
    }

    @Test
    void whereTheOneFailsByOurFault_theOtherLooksItUpItself() {
        CompletableFuture<SizeAnswer> first = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        here.extractor.thenFinds();
        CompletableFuture<SizeAnswer> second = here.find(QUESTION);

        there.extractor.open().get(0).complete(Extraction.failed(FailureKind.BOT_CHECK, "as the test says"));

        assertThat(LookupUnderTest.kindOf(ended(first))).isEqualTo(FailureKind.BOT_CHECK);
        assertThat(ended(second)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
    }

    @Test
    void whereTheOneIsGone_theOtherTakesOver() {
        var unused = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        here.extractor.thenFinds();
        CompletableFuture<SizeAnswer> second = here.find(QUESTION);
        assertThat(second).isNotDone();

        grid.leave("there");

        assertThat(ended(second)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
    }

    @Test
    void whereTheOneTakesVeryLong_theOtherLooksItUpAsWell() {
        var unused = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        here.extractor.thenFinds();
        CompletableFuture<SizeAnswer> second = here.find(QUESTION);

        here.pass(Duration.ofSeconds(11));

        assertThat(ended(second)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
        assertThat(grid.claims).containsValue("there");
    }

    @Test
    void whoeverWantsItAfresh_waitsForNobody() {
        var unused = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        here.extractor.thenFinds();

        assertThat(here.ask(AFRESH)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
    }

    @Test
    void whoeverWantsItAfresh_doesNotJoinThoseHereWhoWaitForAnotherInstance() {
        var unused = there.find(QUESTION);
        await().atMost(PATIENCE).until(() -> there.extractor.open().size() == 1);
        CompletableFuture<SizeAnswer> waiting = here.find(QUESTION);
        here.extractor.thenFinds();

        assertThat(here.ask(AFRESH)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));

        there.extractor.open().get(0).complete(FakeExtractor.found());
        assertThat(ended(waiting)).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.SHARED));
    }

    private static SizeAnswer ended(CompletableFuture<SizeAnswer> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
