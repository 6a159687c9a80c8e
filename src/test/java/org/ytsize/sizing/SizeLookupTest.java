package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ytsize.sizing.LookupUnderTest.QUESTION;
import static org.ytsize.sizing.LookupUnderTest.kindOf;
import static org.ytsize.sizing.LookupUnderTest.says;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

@Timeout(120)
final class SizeLookupTest {
    private final LookupUnderTest lookup = new LookupUnderTest();

    @AfterEach
    void end() {
        lookup.close();
    }

    @Nested
    final class TheAnswer {
        @Test
        void hasTheSizes_ofWhatWasFound() {
            lookup.extractor.thenFinds();

            assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.MISS));
        }

        @Test
        void isAFailure_neverAnEmptyTable() {
            lookup.extractor.thenEnds(FakeExtractor.with(213.0));

            assertThat(kindOf(lookup.ask(QUESTION))).isEqualTo(FailureKind.NO_SIZES);
        }
    }

    @Nested
    final class ADurationHint {
        @Test
        void isUsed_whereYtDlpHasNoDuration_andChangesNothingForOthers() {
            lookup.extractor.thenEnds(FakeExtractor.found(null, null));

            assertThat(lookup.ask(hinting(100.0))).satisfies(says("100000 in 100", Origin.Kind.MISS));
            assertThat(lookup.ask(hinting(10.0))).satisfies(says("10000 in 10", Origin.Kind.HIT));
            assertThat(kindOf(lookup.ask(QUESTION))).isEqualTo(FailureKind.NO_SIZES);
            assertThat(lookup.extractor.jobs()).hasSize(1);
        }

        @Test
        void isNotMissedForLong_whereNothingIsKnownWithoutOne() {
            lookup.extractor.thenEnds(FakeExtractor.found(null, null)).thenEnds(FakeExtractor.found(null, 70_000L));
            assertThat(kindOf(lookup.ask(QUESTION))).isEqualTo(FailureKind.NO_SIZES);

            lookup.pass(FailureKind.NO_SIZES.memory());

            assertThat(lookup.ask(QUESTION)).satisfies(says("70000 in null", Origin.Kind.MISS));
        }

        @Test
        void changesNothing_whereYtDlpHasADuration() {
            lookup.extractor.thenFinds();

            assertThat(lookup.ask(hinting(100.0))).satisfies(says("50000 in 213", Origin.Kind.MISS));
            assertThat(lookup.ask(hinting(1.0))).satisfies(says("50000 in 213", Origin.Kind.HIT));
        }
    }

    @Nested
    final class ManyQuestions {
        @Test
        void areOneLookup_andAllAnswered() {
            List<CompletableFuture<SizeAnswer>> answers = IntStream.range(0, 1000)
                    .mapToObj(i -> lookup.find(QUESTION))
                    .toList();

            assertThat(lookup.extractor.jobs()).hasSize(1);
            lookup.extractor.open().get(0).complete(FakeExtractor.found());

            assertThat(answers.get(0).join()).satisfies(says("50000 in 213", Origin.Kind.MISS));
            assertThat(answers.subList(1, 1000))
                    .allSatisfy(
                            answer -> assertThat(answer.join()).satisfies(says("50000 in 213", Origin.Kind.SHARED)));
        }

        @Test
        void shareAFailure_whichIsNotRepeatedForEach() {
            FailureKind kind = FailureKind.UPSTREAM_THROTTLED;
            List<CompletableFuture<SizeAnswer>> answers =
                    IntStream.range(0, 100).mapToObj(i -> lookup.find(QUESTION)).toList();
            lookup.extractor.thenFails(kind, kind);
            lookup.extractor.open().get(0).complete(Extraction.failed(kind, "as the test says"));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(kindOf(answer.join())).isEqualTo(kind));
            assertThat(lookup.extractor.jobs())
                    .as("one lookup and its two retries")
                    .hasSize(3);
        }

        @Test
        void losesNothing_whereOneLeaves() {
            CompletableFuture<SizeAnswer> first = lookup.find(QUESTION);
            CompletableFuture<SizeAnswer> second = lookup.find(QUESTION);

            first.cancel(true);
            lookup.extractor.open().get(0).complete(FakeExtractor.found());

            assertThat(second.join()).satisfies(says("50000 in 213", Origin.Kind.SHARED));
        }

        /** A lookup ends while questions arrive: whoever comes too late for it finds what it has left. */
        @RepeatedTest(200)
        void areOneLookup_howeverTheyFallInWithItsEnd() {
            CompletableFuture<SizeAnswer> first = lookup.find(QUESTION);
            Extraction ending = FakeExtractor.found();
            CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(
                    () -> lookup.extractor.open().get(0).complete(ending), lookup.threads());
            List<CompletableFuture<SizeAnswer>> others = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> lookup.ask(QUESTION), lookup.threads()))
                    .toList();

            assertThat(end.join()).isTrue();
            assertThat(first.join()).isInstanceOf(SizeAnswer.Sizes.class);
            assertThat(others).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(SizeAnswer.Sizes.class));
            assertThat(lookup.extractor.jobs()).hasSize(1);
        }
    }

    private static SizeQuestion hinting(double seconds) {
        return new SizeQuestion(FakeExtractor.VIDEO, seconds, Optional.empty(), false, SizeQuestion.View.TABLE);
    }
}
