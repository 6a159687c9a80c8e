package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

@Timeout(120)
final class SeveralEgressesTest extends EgressScene {
    @Nested
    final class WhileAllWork {
        @Test
        void takeTurns() {
            guarded = guarded("http://a:1,direct,http://b:1");

            askTimes(6);

            assertThat(ways()).containsExactly(A, "direct", B, A, "direct", B);
        }

        @Test
        void areNamed_withoutTheirPasswords() {
            assertThat(guarded.stats().breaker().egresses())
                    .extracting(EgressStats::name)
                    .containsExactly(A, B);
        }
    }

    @Nested
    final class WithOneBlocked {
        @ParameterizedTest
        @EnumSource(names = {"BOT_CHECK", "SESSION_RATE_LIMITED", "IP_BLOCKED"})
        void noCallerSeesIt(FailureKind kind) {
            blocked.put(A, kind);

            List<Extraction> answers = askTimes(20);

            assertThat(answers).allMatch(Extraction.Found.class::isInstance);
            assertThat(ways()).startsWith(A, B, B).filteredOn(A::equals).hasSize(1);
            assertThat(guarded.stats().breaker().state()).isEqualTo("closed");
            assertThat(guarded.stats().breaker().isWhole()).isFalse();
        }

        @ParameterizedTest
        @EnumSource(
                names = {
                    "UPSTREAM_FORBIDDEN",
                    "PROXY_ERROR",
                    "NETWORK_ERROR",
                    "NETWORK_TIMEOUT",
                    "UPSTREAM_THROTTLED",
                    "TIMEOUT"
                })
        void noCallerSeesIt_whileItIsStillBeingFoundOut(FailureKind kind) {
            blocked.put(B, kind);

            assertThat(askTimes(12)).allMatch(Extraction.Found.class::isInstance);
        }

        @Test
        void itIsTriedAgain_oncePerWait_whichNoCallerSees() {
            blocked.put(A, FailureKind.BOT_CHECK);
            askTimes(3);
            jobs.clear();

            for (int wait = 0; wait < 3; wait++) {
                pass(PathBreaker.OPEN_FOR.plusMillis(1));
                assertThat(askTimes(10)).allMatch(Extraction.Found.class::isInstance);
            }

            assertThat(ways()).filteredOn(A::equals).hasSize(3);
        }

        @Test
        void itIsTriedAgain_inSoLittleTime_thatAnotherCanStillAnswer() {
            blocked.put(A, FailureKind.BOT_CHECK);
            askTimes(2);
            blocked.put(A, FailureKind.TIMEOUT);
            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            jobs.clear();

            assertThat(askTimes(2)).allMatch(Extraction.Found.class::isInstance);

            assertThat(jobs)
                    .filteredOn(job -> job.egress().name().equals(A))
                    .singleElement()
                    .satisfies(probe -> assertThat(probe.timeout()).isEqualTo(Duration.ofMillis(12_500)));
        }

        @Test
        void itHasItsTurnsAgain_onceItWorks() {
            blocked.put(A, FailureKind.BOT_CHECK);
            askTimes(2);
            blocked.clear();
            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            askTimes(2);
            jobs.clear();

            askTimes(10);

            assertThat(ways()).filteredOn(A::equals).hasSize(5);
            assertThat(guarded.stats().breaker().isWhole()).isTrue();
        }
    }

    @Nested
    final class WithAllBlocked {
        @BeforeEach
        void block() {
            blocked.put(A, FailureKind.BOT_CHECK);
            blocked.put(B, FailureKind.IP_BLOCKED);
        }

        @Test
        void eachIsAsked_once_andThenNobody() {
            assertThat(kindOf(ask())).isEqualTo(FailureKind.IP_BLOCKED);
            pass(Duration.ofSeconds(10));
            for (int caller = 0; caller < 50; caller++) {
                assertThat(ask()).isInstanceOfSatisfying(Extraction.Failed.class, refused -> {
                    assertThat(refused.failure().kind()).isEqualTo(FailureKind.CIRCUIT_OPEN);
                    assertThat(refused.failure().retryAfter()).isEqualTo(Duration.ofSeconds(20));
                });
            }

            assertThat(ways()).containsExactly(A, B);
            assertThat(guarded.stats().breaker().state()).isEqualTo("open");
            assertThat(guarded.stats().breaker().refusals()).isEqualTo(50);
        }

        @Test
        void theFirstThatIsFreed_bringsTheServiceBack_byItself() {
            ask();
            blocked.remove(B);

            pass(PathBreaker.OPEN_FOR.plusMillis(1));

            assertThat(askTimes(10)).allMatch(Extraction.Found.class::isInstance);
            assertThat(guarded.stats().breaker().state()).isEqualTo("closed");
        }

        @Test
        void theyAreTriedAgain_eachOncePerWait() {
            ask();
            jobs.clear();

            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            askTimes(20);

            assertThat(ways()).containsExactlyInAnyOrder(A, B);
        }
    }
}
