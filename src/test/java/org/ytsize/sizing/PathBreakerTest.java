package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;

@Timeout(120)
final class PathBreakerTest {
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final AtomicLong ticker = new AtomicLong(5);
    private final PathBreaker breaker = new PathBreaker(ticker::get);

    @Nested
    final class WhileClosed {
        @Test
        void letsEverybodyThrough() {
            for (int i = 0; i < 100; i++) {
                assertThat(breaker.tryAcquire()).isTrue();
            }
            assertThat(breaker.stats().state()).isEqualTo("closed");
            assertThat(breaker.stats().cause()).isEmpty();
            assertThat(breaker.stats().retryAfter()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void opens_byWhatTheKindsVerdictIs(FailureKind kind) {
            fail(kind, 1);
            assertThat(isOpen()).as("after one").isEqualTo(kind.verdict() == Verdict.TRIP);

            fail(kind, 9);
            assertThat(isOpen())
                    .as("after ten")
                    .isEqualTo(kind.verdict() == Verdict.TRIP || kind.verdict() == Verdict.FAILURE);
        }

        @Test
        void opens_whenHalfOfTheRecentLookupsFail() {
            for (int i = 0; i < 20; i++) {
                succeed();
            }
            fail(FailureKind.NETWORK_ERROR, 9);
            assertThat(isOpen()).isFalse();

            fail(FailureKind.NETWORK_ERROR, 1);

            assertThat(isOpen()).isTrue();
            assertThat(breaker.stats().cause()).hasValue(FailureKind.NETWORK_ERROR);
            assertThat(breaker.stats().openings()).isEqualTo(1);
        }

        @Test
        void staysClosed_whereRefusalsAreTheVideos() {
            for (int i = 0; i < 50; i++) {
                fail(FailureKind.PRIVATE, 1);
                fail(FailureKind.REMOVED, 1);
                fail(FailureKind.NO_FORMATS, 1);
            }

            assertThat(isOpen()).isFalse();
        }
    }

    @Nested
    final class WhileOpen {
        @Test
        void refuses_untilTheWaitIsOver() {
            trip();
            assertThat(breaker.tryAcquire()).isFalse();
            assertThat(breaker.retryAfter()).isEqualTo(PathBreaker.OPEN_FOR);

            pass(PathBreaker.OPEN_FOR.minus(LITTLE));
            assertThat(breaker.tryAcquire()).isFalse();
            assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(breaker.stats().refusals()).isEqualTo(2);

            pass(LITTLE.plus(LITTLE));
            assertThat(breaker.tryAcquire()).isTrue();
        }

        @Test
        void ignores_aSuccessThatWasBegunBeforeItOpened() {
            assertThat(breaker.tryAcquire()).isTrue();
            trip();

            breaker.ended(FakeExtractor.found(), LITTLE);

            assertThat(isOpen()).isTrue();
            assertThat(breaker.tryAcquire()).isFalse();
        }
    }

    @Nested
    final class WhileHalfOpen {
        @Test
        void letsOneTry_andNobodyElse() {
            halfOpen();

            assertThat(breaker.tryAcquire()).isTrue();
            assertThat(breaker.tryAcquire()).isFalse();
            assertThat(breaker.stats().state()).isEqualTo("half_open");
        }

        @Test
        void closes_afterAnAnswer() {
            halfOpen();
            assertThat(breaker.tryAcquire()).isTrue();

            breaker.ended(Extraction.failed(FailureKind.PRIVATE, ""), LITTLE);

            assertThat(breaker.stats().state()).isEqualTo("closed");
        }

        @ParameterizedTest
        @EnumSource(names = {"BOT_CHECK", "NETWORK_ERROR"})
        void opensAgain_afterAFailure(FailureKind kind) {
            halfOpen();
            assertThat(breaker.tryAcquire()).isTrue();

            breaker.ended(Extraction.failed(kind, ""), LITTLE);

            assertThat(isOpen()).isTrue();
            assertThat(breaker.stats().openings()).isEqualTo(2);
            assertThat(breaker.retryAfter()).isEqualTo(PathBreaker.OPEN_FOR);
        }

        @Test
        void letsAnotherTry_whereTheFirstToldNothing() {
            halfOpen();
            assertThat(breaker.tryAcquire()).isTrue();
            assertThat(breaker.tryAcquire()).isFalse();

            breaker.ended(Extraction.failed(FailureKind.NO_FORMATS, ""), LITTLE);

            assertThat(breaker.tryAcquire()).isTrue();
        }

        /** Many callers arrive in the moment the wait ends; exactly one of them may go through. */
        @RepeatedTest(50)
        void letsExactlyOneTry_whenCallersRace() throws Exception {
            int callers = 8;
            halfOpen();
            CountDownLatch gate = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(callers);
            try {
                List<Future<Boolean>> all = new ArrayList<>();
                for (int caller = 0; caller < callers; caller++) {
                    all.add(threads.submit(() -> {
                        gate.await();
                        return breaker.tryAcquire();
                    }));
                }
                gate.countDown();

                int admitted = 0;
                for (Future<Boolean> one : all) {
                    admitted += one.get(20, TimeUnit.SECONDS) ? 1 : 0;
                }
                assertThat(admitted).isEqualTo(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** The clock is only good for differences: it may begin anywhere, and overflow. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 15_000_000_000L})
    void closesAgain_whereverTheClockBegan(long start) {
        ticker.set(start);
        PathBreaker late = new PathBreaker(ticker::get);
        assertThat(late.tryAcquire()).isTrue();
        late.ended(Extraction.failed(FailureKind.BOT_CHECK, ""), LITTLE);
        assertThat(late.tryAcquire()).isFalse();

        pass(PathBreaker.OPEN_FOR.plus(LITTLE));

        assertThat(late.tryAcquire()).isTrue();
    }

    private void fail(FailureKind kind, int times) {
        for (int i = 0; i < times && breaker.tryAcquire(); i++) {
            breaker.ended(Extraction.failed(kind, ""), LITTLE);
        }
    }

    private void succeed() {
        assertThat(breaker.tryAcquire()).isTrue();
        breaker.ended(FakeExtractor.found(), LITTLE);
    }

    private void trip() {
        fail(FailureKind.BOT_CHECK, 1);
        assertThat(isOpen()).isTrue();
    }

    private void halfOpen() {
        trip();
        pass(PathBreaker.OPEN_FOR.plus(LITTLE));
    }

    private boolean isOpen() {
        return breaker.stats().state().equals("open");
    }

    private void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }
}
