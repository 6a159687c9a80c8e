package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.ExtractionJob.Clients;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Egress;

@Timeout(120)
final class GuardedExtractorTest extends GuardedScene {
    @Nested
    final class AnAttempt {
        @Test
        void isMade_withTheFewestRequests_andTheTimeOfTheSettings() {
            extractor.thenFinds();

            assertThat(ask()).isInstanceOf(Extraction.Found.class);

            assertThat(extractor.jobs())
                    .containsExactly(new ExtractionJob(
                            FakeExtractor.VIDEO,
                            Optional.empty(),
                            Clients.SIZES,
                            Egress.DIRECT,
                            Duration.ofSeconds(25)));
        }

        @Test
        void hasNoMoreTime_thanIsLeft() {
            extractor.thenFinds();
            Deadline deadline = guarded.deadline();
            pass(GuardedExtractor.BUDGET.minusSeconds(5));

            assertThat(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline)
                            .join())
                    .isInstanceOf(Extraction.Found.class);

            assertThat(extractor.jobs().get(0).timeout()).isEqualTo(Duration.ofSeconds(5));
        }

        @Test
        void isNotWorthBeginning_withLessThanTwoSecondsLeft() {
            Deadline deadline = guarded.deadline();
            pass(GuardedExtractor.BUDGET.minusSeconds(2).plusNanos(1));

            assertThat(kindOf(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline)
                            .join()))
                    .isEqualTo(FailureKind.TIMEOUT);
            assertThat(extractor.jobs()).isEmpty();
        }

        @Test
        void leavesTheClientTime_toHearTheAnswer() {
            assertThat(GuardedExtractor.BUDGET).isLessThan(Duration.ofSeconds(35));
        }
    }

    @Nested
    final class WithAllWorkersBusy {
        @Test
        void waits_forItsTurn() {
            List<CompletableFuture<Extraction>> answers = occupy(WORKERS + 1);
            assertThat(guarded.stats().waiting()).isEqualTo(1);

            endOldest(0);

            await().until(() -> extractor.jobs().size() == WORKERS + 1);
            endOldest(1);
            endOldest(2);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer)
                            .succeedsWithin(10, TimeUnit.SECONDS)
                            .isInstanceOf(Extraction.Found.class));
        }

        @Test
        void turnsAway_theOneAfterAHundred_andSaysWhenToComeBack() {
            occupy(WORKERS + GuardedExtractor.MAX_WAITING);

            Extraction answer = ask();

            assertThat(answer).isInstanceOf(Extraction.Failed.class);
            Failure failure = ((Extraction.Failed) answer).failure();
            assertThat(failure.kind()).isEqualTo(FailureKind.QUEUE_FULL);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(guarded.stats().rejected()).isEqualTo(1);
            assertThat(guarded.stats().failed()).isZero();
        }

        @Test
        void tellsALongerWait_whereLookupsTakeLong() {
            occupy(WORKERS);
            pass(Duration.ofSeconds(4));
            endOldest(0);
            endOldest(1);
            occupy(WORKERS + GuardedExtractor.MAX_WAITING);

            Failure failure = ((Extraction.Failed) ask()).failure();

            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(4 * 101 / WORKERS));
        }

        @Test
        void givesUp_andLeavesTheQueue_whenItsTimeIsOver() {
            occupy(WORKERS);
            Deadline deadline = guarded.deadline();
            pass(GuardedExtractor.BUDGET.minusMillis(20));

            CompletableFuture<Extraction> late = guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline);

            assertThat(kindOf(late.join())).isEqualTo(FailureKind.TIMEOUT);
            // Whoever waits may be told before the queue is.
            await().until(() -> guarded.stats().waiting() == 0);
            assertThat(extractor.jobs()).hasSize(WORKERS);
        }

        @Test
        void answersInTime_thoughTheExtractorNeverDoes() {
            Deadline deadline = guarded.deadline();
            pass(GuardedExtractor.BUDGET.minusMillis(2_050));
            CompletableFuture<Extraction> answer = guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline);
            assertThat(extractor.jobs()).hasSize(1);

            assertThat(answer)
                    .succeedsWithin(5, TimeUnit.SECONDS)
                    .extracting(GuardedExtractorTest::kindOf)
                    .isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Nested
    final class WithAnExtractorThatBreaksItsPromise {
        @Test
        void goesOn_asAfterACrash() {
            CompletableFuture<Extraction> answer = begin(guarded);
            extractor.thenFinds();

            extractor.open().get(0).completeExceptionally(new IllegalStateException("a bug"));

            assertThat(answer).succeedsWithin(5, TimeUnit.SECONDS).isInstanceOf(Extraction.Found.class);
            assertThat(guarded.stats().failures()).containsOnlyKeys(FailureKind.TOOL_CRASH);
        }
    }

    @Nested
    final class WithAnExtractorThatThrows {
        private final GuardedExtractor broken = guarded(
                job -> {
                    if (extractor.jobs().isEmpty()) {
                        return extractor.extract(job);
                    }
                    throw new IllegalStateException("a bug");
                },
                threads);

        @Test
        void answersEverybody_andKeepsItsWorkers() {
            extractor.thenFinds();
            ask();

            for (int i = 0; i < WORKERS + 1; i++) {
                assertThat(kindOf(ask(broken))).isEqualTo(FailureKind.TOOL_CRASH);
            }

            assertThat(broken.stats().running()).isZero();
        }

        @Test
        void givesBackTheOnlyPermit_ofABreakerThatLetsOneTry() {
            extractor.thenFails(FailureKind.BOT_CHECK);
            ask(broken);
            pass(PathBreaker.OPEN_FOR.plusMillis(1));

            ask(broken);

            assertThat(broken.stats().breaker().state()).isEqualTo("open");
            assertThat(broken.stats().breaker().openings()).isEqualTo(2);
        }
    }

    /** As at a shutdown. */
    @Nested
    final class WithAnExecutorThatTakesNoMore {
        private final AtomicInteger tasksLeft = new AtomicInteger();
        private final GuardedExtractor abandoned = guarded(extractor, task -> {
            if (tasksLeft.getAndDecrement() <= 0) {
                throw new RejectedExecutionException("shut down");
            }
            threads.execute(task);
        });

        @Test
        void answers_whatEndsAtOnce() {
            extractor.thenFinds();

            assertThat(kindOf(ask(abandoned))).isEqualTo(FailureKind.TOOL_CRASH);
            assertThat(abandoned.stats().running()).isZero();
            assertThat(abandoned.stats().failures()).containsOnlyKeys(FailureKind.TOOL_CRASH);
        }

        @Test
        void answers_whatEndsLater() {
            CompletableFuture<Extraction> answer = begin(abandoned);

            endOldest(0);

            assertThat(answer).isCompleted();
            assertThat(kindOf(answer.join())).isEqualTo(FailureKind.TOOL_CRASH);
            assertThat(abandoned.stats().running()).isZero();
        }

        @Test
        void answers_whatWaitsForItsRetry() {
            tasksLeft.set(1);
            extractor.thenFails(FailureKind.NETWORK_ERROR).thenFinds();

            assertThat(kindOf(ask(abandoned))).isEqualTo(FailureKind.TOOL_CRASH);
            assertThat(extractor.jobs()).hasSize(1);
        }
    }

    @Nested
    final class WithABotCheck {
        @Test
        void asksNobody_untilTheBreakerLetsOneTry() {
            extractor.thenFails(FailureKind.BOT_CHECK).thenFinds();
            assertThat(kindOf(ask())).isEqualTo(FailureKind.BOT_CHECK);

            Extraction refused = ask();
            assertThat(kindOf(refused)).isEqualTo(FailureKind.CIRCUIT_OPEN);
            assertThat(((Extraction.Failed) refused).failure().retryAfter()).isPositive();
            assertThat(extractor.jobs()).hasSize(1);
            assertThat(guarded.stats().failed()).isEqualTo(1);

            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            assertThat(ask()).isInstanceOf(Extraction.Found.class);
            assertThat(guarded.stats().breaker().state()).isEqualTo("closed");
        }
    }

    private void endOldest(int index) {
        await().until(() -> extractor.open().size() > index);
        extractor.open().get(index).complete(FakeExtractor.found());
    }
}
