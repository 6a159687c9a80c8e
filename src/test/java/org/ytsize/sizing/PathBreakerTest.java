package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;
import org.ytsize.settings.Egress;
import org.ytsize.sizing.PathBreaker.Permit;

@Timeout(120)
final class PathBreakerTest {
    private static final Duration LITTLE = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofSeconds(12);

    private final AtomicLong ticker = new AtomicLong(5);
    private final PathBreaker breaker = new PathBreaker(Egress.DIRECT, SLOW, ticker::get);

    @Nested
    final class WhileClosed {
        @Test
        void letsEverybodyThrough() {
            for (int i = 0; i < 100; i++) {
                assertThat(permit().isProbe()).isFalse();
            }
            EgressStats stats = breaker.stats();
            assertThat(stats)
                    .isEqualTo(new EgressStats(
                            "direct", "closed", Optional.empty(), Duration.ZERO, 100, stats.openings()));
            assertThat(stats.timesOpened()).isZero();
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

            fail(kind, 10);
            assertThat(isOpen()).as("after twenty").isEqualTo(kind.isOfThePath() || kind.verdict() == Verdict.UNREAD);
        }

        @Test
        void opens_whenHalfOfTheRecentLookupsFail() {
            succeed(20);
            fail(FailureKind.NETWORK_ERROR, 9);
            assertThat(isOpen()).isFalse();

            fail(FailureKind.NETWORK_ERROR, 1);

            assertThat(isOpen()).isTrue();
            assertThat(breaker.stats().cause()).hasValue("NETWORK_ERROR");
            assertThat(breaker.stats().timesOpened()).isEqualTo(1);
        }

        @Test
        void opens_whenHalfOfTheRecentLookupsAreSlow_thoughTheySucceed() {
            succeed(10);
            for (int i = 0; i < 9; i++) {
                permit().ended(FakeExtractor.found(), SLOW.plus(LITTLE));
            }
            assertThat(isOpen()).isFalse();

            permit().ended(Extraction.failed(FailureKind.PRIVATE, ""), SLOW.plus(LITTLE));

            assertThat(isOpen()).isTrue();
            assertThat(breaker.stats().cause()).hasValue("SLOW");
        }

        @Test
        void staysClosed_whereLookupsTakeLong_butNotTooLong() {
            for (int i = 0; i < 50; i++) {
                permit().ended(FakeExtractor.found(), SLOW);
            }

            assertThat(isOpen()).isFalse();
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
            assertThat(breaker.tryAcquire()).isEmpty();
            assertThat(breaker.retryAfter()).isEqualTo(PathBreaker.OPEN_FOR);

            pass(PathBreaker.OPEN_FOR.minus(LITTLE));
            assertThat(breaker.tryAcquire()).isEmpty();
            assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(1));

            pass(LITTLE.plus(LITTLE));
            assertThat(breaker.tryAcquire()).isPresent();
        }

        @ParameterizedTest
        @EnumSource(names = {"PRIVATE", "NO_FORMATS", "NETWORK_ERROR", "BOT_CHECK"})
        void staysAsItIs_whateverEndsThatWasBegunBefore(FailureKind kind) {
            Permit late = permit();
            trip();
            pass(Duration.ofSeconds(20));
            EgressStats before = breaker.stats();

            late.ended(Extraction.failed(kind, ""), LITTLE);

            assertThat(breaker.stats()).isEqualTo(before);
            assertThat(before.cause()).hasValue("BOT_CHECK");
            assertThat(before.retryAfter()).isEqualTo(Duration.ofSeconds(10));
            assertThat(breaker.tryAcquire()).isEmpty();
        }
    }

    @Nested
    final class WhileHalfOpen {
        @Test
        void letsOneTry_andNobodyElse() {
            waitUntilDue();

            assertThat(permit().isProbe()).isTrue();
            assertThat(breaker.tryAcquire()).isEmpty();
            assertThat(breaker.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(breaker.stats().state()).isEqualTo("half_open");
            assertThat(breaker.stats().cause()).hasValue("BOT_CHECK");
        }

        @Test
        void closes_afterAnAnswer() {
            waitUntilDue();

            permit().ended(Extraction.failed(FailureKind.PRIVATE, ""), LITTLE);

            assertThat(breaker.stats().state()).isEqualTo("closed");
            assertThat(permit().isProbe()).isFalse();
        }

        @ParameterizedTest
        @EnumSource(names = {"BOT_CHECK", "NETWORK_ERROR", "TIMEOUT"})
        void opensAgain_afterAFailure(FailureKind kind) {
            waitUntilDue();

            permit().ended(Extraction.failed(kind, ""), LITTLE);

            assertThat(isOpen()).isTrue();
            assertThat(breaker.stats().timesOpened()).isEqualTo(2);
            assertThat(breaker.retryAfter()).isEqualTo(PathBreaker.OPEN_FOR);
        }

        @Test
        void opensAgain_afterAnAnswerThatTookTooLong() {
            waitUntilDue();

            permit().ended(FakeExtractor.found(), SLOW.plus(LITTLE));

            assertThat(isOpen()).isTrue();
            assertThat(breaker.stats().cause()).hasValue("SLOW");
        }

        @Test
        void letsAnotherTry_aLittleLater_whereTheFirstToldNothing() {
            waitUntilDue();
            assertThat(breaker.isPassable()).isTrue();
            Permit first = permit();
            assertThat(breaker.isPassable()).isFalse();
            assertThat(breaker.tryAcquire()).isEmpty();

            first.ended(Extraction.failed(FailureKind.NO_FORMATS, ""), LITTLE);

            assertThat(breaker.isPassable()).isFalse();
            assertThat(breaker.tryAcquire()).isEmpty();
            assertThat(breaker.retryAfter()).isEqualTo(PathBreaker.TRY_AGAIN_AFTER);
            pass(PathBreaker.TRY_AGAIN_AFTER);
            assertThat(breaker.isPassable()).isTrue();
            assertThat(permit().isProbe()).isTrue();
            assertThat(breaker.tryAcquire()).isEmpty();
        }

        /** What was begun before it opened must neither close it, nor open it again, nor let a second one try. */
        @ParameterizedTest
        @EnumSource(names = {"PRIVATE", "NO_FORMATS", "NETWORK_ERROR", "BOT_CHECK"})
        void waitsForTheOneThatTries_whateverEndsThatWasBegunBefore(FailureKind kind) {
            Permit late = permit();
            waitUntilDue();
            Permit probe = permit();

            late.ended(Extraction.failed(kind, ""), LITTLE);
            assertThat(breaker.stats().state()).isEqualTo("half_open");
            assertThat(breaker.tryAcquire()).isEmpty();

            probe.ended(FakeExtractor.found(), LITTLE);
            assertThat(breaker.stats().state()).isEqualTo("closed");
        }
    }

    @Nested
    final class ClosedAgain {
        @ParameterizedTest
        @EnumSource(names = {"NETWORK_ERROR", "BOT_CHECK"})
        void forgets_whatWasBegunBefore(FailureKind kind) {
            List<Permit> late =
                    Stream.generate(PathBreakerTest.this::permit).limit(30).toList();
            waitUntilDue();
            permit().ended(FakeExtractor.found(), LITTLE);

            late.forEach(permit -> permit.ended(Extraction.failed(kind, ""), LITTLE));

            assertThat(breaker.stats().state()).isEqualTo("closed");
            assertThat(breaker.stats().timesOpened()).isEqualTo(1);
        }

        @Test
        void beginsToCountAnew() {
            waitUntilDue();
            permit().ended(FakeExtractor.found(), LITTLE);

            fail(FailureKind.NETWORK_ERROR, 9);
            assertThat(isOpen()).isFalse();

            fail(FailureKind.NETWORK_ERROR, 1);
            assertThat(isOpen()).isTrue();
        }
    }

    /** The clock is only good for differences: it may begin anywhere, and overflow. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 15_000_000_000L})
    void closesAgain_whereverTheClockBegan(long start) {
        ticker.set(start);
        PathBreaker late = new PathBreaker(Egress.DIRECT, SLOW, ticker::get);
        late.tryAcquire().orElseThrow().ended(Extraction.failed(FailureKind.BOT_CHECK, ""), LITTLE);
        assertThat(late.tryAcquire()).isEmpty();

        pass(PathBreaker.OPEN_FOR.plus(LITTLE));

        assertThat(late.tryAcquire()).isPresent();
    }

    private Permit permit() {
        return breaker.tryAcquire().orElseThrow();
    }

    private void fail(FailureKind kind, int times) {
        for (int i = 0; i < times; i++) {
            breaker.tryAcquire().ifPresent(permit -> permit.ended(Extraction.failed(kind, ""), LITTLE));
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            permit().ended(FakeExtractor.found(), LITTLE);
        }
    }

    private void trip() {
        fail(FailureKind.BOT_CHECK, 1);
        assertThat(isOpen()).isTrue();
    }

    private void waitUntilDue() {
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
