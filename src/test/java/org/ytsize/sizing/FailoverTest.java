package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

@Timeout(120)
final class FailoverTest extends EgressScene {
    @Nested
    final class AFailureOfOne {
        @Test
        void isTriedOnAnother_once() {
            guarded = guarded("http://a:1,http://b:1,http://c:1");
            blocked.putAll(Map.of(A, FailureKind.BOT_CHECK, B, FailureKind.BOT_CHECK));

            assertThat(kindOf(ask())).isEqualTo(FailureKind.BOT_CHECK);
            assertThat(ask()).isInstanceOf(Extraction.Found.class);

            assertThat(ways()).containsExactly(A, B, C);
        }

        @Test
        void isTheAnswer_whereNoOtherWorks() {
            blocked.put(B, FailureKind.BOT_CHECK);
            askTimes(2);
            blocked.put(A, FailureKind.UPSTREAM_FORBIDDEN);
            jobs.clear();

            assertThat(kindOf(ask())).isEqualTo(FailureKind.UPSTREAM_FORBIDDEN);

            assertThat(ways()).containsExactly(A);
        }

        /** The video is refused, not the address: there may be another country behind the other one. */
        @Test
        void thatIsOfItsCountry_isTriedOnAnother_andHeldAgainstNeither() {
            blocked.put(A, FailureKind.GEO_BLOCKED);

            assertThat(askTimes(20)).allMatch(Extraction.Found.class::isInstance);

            assertThat(guarded.stats().breaker().isWhole()).isTrue();
        }

        /** What YouTube says of the video is worth more than how another way to it failed. */
        @ParameterizedTest
        @EnumSource(names = {"TIMEOUT", "NETWORK_ERROR", "BOT_CHECK", "PROXY_ERROR"})
        void thatIsOfItsCountry_isTheAnswer_whereTheOtherDoesNotWork(FailureKind kind) {
            blocked.putAll(Map.of(A, FailureKind.GEO_BLOCKED, B, kind));

            assertThat(kindOf(ask())).isEqualTo(FailureKind.GEO_BLOCKED);
        }

        /** Be it that the one which is blocked is tried again first, or would be the other: there is a third. */
        @ParameterizedTest
        @ValueSource(ints = {3, 4, 5})
        void isSeenByNobody_thoughAnotherIsJustBeingTriedAgain(int before) {
            guarded = guarded("http://a:1,http://b:1,http://c:1");
            blocked.put(B, FailureKind.BOT_CHECK);
            askTimes(before);
            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            blocked.put(A, FailureKind.UPSTREAM_FORBIDDEN);

            assertThat(askTimes(3)).allMatch(Extraction.Found.class::isInstance);
        }
    }

    /** An account that YouTube has had enough of says nothing of our addresses. */
    @Nested
    final class ABotCheckOfBorrowedCookies {
        private final Optional<Cookies> cookies = Cookies.parse(".youtube.com\tTRUE\t/\tTRUE\t0\tSID\ts3cr3t");

        @ParameterizedTest
        @EnumSource(names = {"BOT_CHECK", "SESSION_RATE_LIMITED"})
        void closesNoEgress_andIsTriedOnNoOther(FailureKind kind) {
            blocked.putAll(Map.of(A, kind, B, kind));

            Extraction answer = askWithCookies();

            assertThat(kindOf(answer)).isEqualTo(kind);
            assertThat(jobs).hasSize(1);
            assertThat(guarded.stats().breaker().isWhole()).isTrue();
        }

        /** Otherwise callers with cookies would ask a blocked address one after another. */
        @Test
        void isHeard_whereItWasTheOneThatTries() {
            blocked.putAll(Map.of(A, FailureKind.BOT_CHECK, B, FailureKind.BOT_CHECK));
            ask();
            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            jobs.clear();

            for (int caller = 0; caller < 5; caller++) {
                askWithCookies();
            }

            assertThat(ways()).containsExactlyInAnyOrder(A, B);
        }

        @Test
        void isAboutTheAddress_whereYouTubeSaysSo() {
            blocked.put(A, FailureKind.IP_BLOCKED);

            assertThat(askWithCookies()).isInstanceOf(Extraction.Found.class);

            assertThat(guarded.stats().breaker().isWhole()).isFalse();
        }

        private Extraction askWithCookies() {
            return guarded.extract(FakeExtractor.VIDEO, cookies, guarded.deadline())
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Nested
    final class ALookupWithTooLittleTime {
        /** The queue has taken it: however many there are of them, they are held against no address. */
        @Test
        void isHeldAgainstNobody() {
            blocked.putAll(Map.of(A, FailureKind.TIMEOUT, B, FailureKind.TIMEOUT));

            for (int caller = 0; caller < 30; caller++) {
                Deadline deadline = guarded.deadline();
                pass(GuardedExtractor.BUDGET.minusSeconds(5));
                guarded.extract(FakeExtractor.VIDEO, Optional.empty(), deadline).join();
            }

            assertThat(jobs).hasSizeGreaterThanOrEqualTo(30);
            assertThat(guarded.stats().breaker().isWhole()).isTrue();
        }
    }
}
