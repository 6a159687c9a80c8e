package org.ytsize.sizing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.ResultCache.Known;

final class SharedFindingsTest {
    private static final ShelfLife LIFE = new ShelfLife(Duration.ofHours(3), Duration.ofHours(21), Duration.ofDays(7));
    private static final Finding SIZES = new Finding(
            new Finding.Sizes(new AnswerBody("{\"a\":1}".getBytes(UTF_8)), new AnswerBody("packed".getBytes(UTF_8))),
            LIFE);
    private static final Duration LITTLE = Duration.ofSeconds(90);

    private final FakeGrid grid = new FakeGrid();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final SharedFindings one = findings("");
    private final SharedFindings other = findings("");

    @Nested
    final class BetweenInstances {
        @Test
        void sizes_areWhatTheyWere_andGrowOld() {
            one.put(FakeExtractor.VIDEO, SIZES);
            now.updateAndGet(instant -> instant.plus(LITTLE));

            Known known = known(other);

            assertThat(known.age()).isEqualTo(LITTLE);
            assertThat(known.finding().life()).isEqualTo(LIFE);
            assertThat(known.finding().content()).isInstanceOfSatisfying(Finding.Sizes.class, sizes -> {
                assertThat(sizes.table().bytes()).asString(UTF_8).isEqualTo("{\"a\":1}");
                assertThat(sizes.whole().bytes()).asString(UTF_8).isEqualTo("packed");
            });
            assertThat(grid.times.values()).containsExactly(LIFE.total());
        }

        @Test
        void refusals_areWhatTheyWere() {
            Failure failure = new Failure(FailureKind.UPCOMING, Duration.ofMinutes(7), "starts \u00fcber\u2009soon");
            Finding refusal = new Finding(new Finding.Refusal(failure), ShelfLife.of(failure));

            one.put(FakeExtractor.VIDEO, refusal);

            assertThat(known(other)).isEqualTo(new Known(refusal, Duration.ZERO, false));
        }

        @Test
        void whatHasHadItsTime_isNothing() {
            one.put(FakeExtractor.VIDEO, SIZES);
            now.updateAndGet(instant -> instant.plus(LIFE.total()));

            assertThat(other.get(FakeExtractor.VIDEO)).isCompletedWithValue(Optional.empty());
        }

        @Test
        void aVideoWithoutALength_isNotTold() {
            Finding unmeasured = new Finding(
                    new Finding.Unmeasured(((Extraction.Found) FakeExtractor.found(null, 5L)).video()), LIFE);

            one.put(FakeExtractor.VIDEO, unmeasured);

            assertThat(grid.answers).isEmpty();
        }

        @Test
        void aClockThatIsBehind_makesNothingYoungerThanNew() {
            one.put(FakeExtractor.VIDEO, SIZES);
            now.updateAndGet(instant -> instant.minus(LITTLE));

            assertThat(known(other).age()).isZero();
        }
    }

    @Nested
    final class InDifferentCountries {
        @Test
        void nothingIsShared() {
            findings("DE").put(FakeExtractor.VIDEO, SIZES);

            assertThat(findings("FR").get(FakeExtractor.VIDEO)).isCompletedWithValue(Optional.empty());
            assertThat(other.get(FakeExtractor.VIDEO)).isCompletedWithValue(Optional.empty());
            assertThat(known(findings("DE")).finding().life()).isEqualTo(LIFE);
        }
    }

    @Nested
    final class WhatMakesNoSense {
        @Test
        void isNothing() {
            one.put(FakeExtractor.VIDEO, SIZES);
            String key = grid.answers.keySet().iterator().next();
            byte[] sense = grid.answers.get(key);
            Random random = new Random(7);

            for (int length = 0; length <= 32; length++) {
                byte[] cut = Arrays.copyOf(sense, length);
                grid.answers.put(key, cut);
                assertThat(other.get(FakeExtractor.VIDEO))
                        .as("%s bytes", length)
                        .isCompletedWithValue(Optional.empty());
            }
            for (int trial = 0; trial < 1_000; trial++) {
                byte[] noise = new byte[random.nextInt(100)];
                random.nextBytes(noise);
                grid.answers.put(key, noise);
                assertThat(other.get(FakeExtractor.VIDEO)).isCompleted();
            }
        }
    }

    @Nested
    final class ForTheLookup {
        private final LookupUnderTest here = new LookupUnderTest(grid.member("here"));
        private final LookupUnderTest there = new LookupUnderTest(grid.member("there"));

        @Test
        void oneInstanceLooksItUp_forAll() {
            there.extractor.thenFinds();
            there.ask(LookupUnderTest.QUESTION);

            assertThat(here.ask(LookupUnderTest.QUESTION))
                    .satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.SHARED));
            assertThat(here.ask(LookupUnderTest.QUESTION))
                    .satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.HIT));
            assertThat(here.extractor.jobs()).isEmpty();
        }

        @Test
        void whatIsOutOfDate_isTold_andLookedUpBeforeItsEnd() {
            there.extractor.thenFinds();
            there.ask(LookupUnderTest.QUESTION);
            Duration outOfDate = Duration.ofMinutes(30);
            here.pass(outOfDate);
            here.extractor.thenFinds();

            SizeAnswer answer = here.ask(LookupUnderTest.QUESTION);

            assertThat(answer).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.STALE));
            assertThat(answer.origin().age()).isEqualTo(outOfDate);
        }

        /** An instance that has just started tells on a bad day what the others would. */
        @ParameterizedTest
        @EnumSource(names = {"BOT_CHECK", "UNAVAILABLE_UNCLEAR"})
        void whatOthersKnew_isTheLastResort_andNotForgottenForARefusalThatIsNone(FailureKind failure) {
            there.extractor.thenFinds();
            there.ask(LookupUnderTest.QUESTION);
            byte[] known = grid.answers.values().iterator().next();
            Duration pastUse = Duration.ofHours(20);
            here.pass(pastUse);
            here.extractor.thenFails(failure);
            here.extractor.thenFails(failure); // where it is worth another try

            SizeAnswer answer = here.ask(LookupUnderTest.QUESTION);

            assertThat(answer).satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.STALE));
            assertThat(answer.origin().age()).isEqualTo(pastUse);
            assertThat(here.extractor.jobs()).isNotEmpty();
            assertThat(grid.answers.values()).containsExactly(known);
        }

        /** As where the grid did not hear of what was found out last. */
        @Test
        void whatIsOlderThanWhatIsKnownHere_changesNothing() {
            there.extractor.thenFinds();
            there.ask(LookupUnderTest.QUESTION);
            byte[] old = grid.answers.values().iterator().next();
            here.pass(LITTLE);
            here.extractor.thenFinds();
            here.ask(new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty(), true, SizeQuestion.View.TABLE));
            grid.answers.replaceAll((key, newer) -> old);
            Duration pastUse = Duration.ofHours(20);
            here.pass(pastUse);
            here.extractor.thenFails(FailureKind.BOT_CHECK);

            assertThat(here.ask(LookupUnderTest.QUESTION).origin()).isEqualTo(new Origin(Origin.Kind.STALE, pastUse));
        }

        @Test
        void allWhoWaitForIt_areToldItsAge() {
            there.extractor.thenFinds();
            there.ask(LookupUnderTest.QUESTION);
            here.pass(LITTLE);
            grid.slow = new CompletableFuture<>();
            CompletableFuture<SizeAnswer> first = here.find(LookupUnderTest.QUESTION);
            CompletableFuture<SizeAnswer> second = here.find(LookupUnderTest.QUESTION);

            grid.slow.complete(null);

            for (SizeAnswer answer : List.of(first.join(), second.join())) {
                assertThat(answer.origin()).isEqualTo(new Origin(Origin.Kind.SHARED, LITTLE));
            }
        }

        @Test
        void whoeverWantsItAfresh_getsItSo() {
            there.extractor.thenFinds();
            there.ask(LookupUnderTest.QUESTION);
            here.extractor.thenFinds();

            assertThat(here.ask(new SizeQuestion(
                            FakeExtractor.VIDEO, null, Optional.empty(), true, SizeQuestion.View.TABLE)))
                    .satisfies(LookupUnderTest.says("50000 in 213", Origin.Kind.MISS));
        }

        @Test
        void failuresOfOurs_areNotTold() {
            there.extractor.thenFails(FailureKind.BOT_CHECK);

            there.ask(LookupUnderTest.QUESTION);

            assertThat(grid.answers).isEmpty();
        }
    }

    private static Known known(SharedFindings findings) {
        return findings.get(FakeExtractor.VIDEO).join().orElseThrow();
    }

    private SharedFindings findings(String country) {
        return new SharedFindings(grid.member("any"), Optional.of(country), now::get);
    }
}
