package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Settings;

@Timeout(120)
final class SeveralEgressesTest {
    private static final String A = "http://a:1";
    private static final String B = "http://b:1";
    private static final String C = "http://c:1";

    private final AtomicLong ticker = new AtomicLong(5);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ExtractionJob> jobs = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, FailureKind> blocked = new ConcurrentHashMap<>();
    private GuardedExtractor guarded = guarded("http://a:1,http://me:s3cr3t@b:1");

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

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
            assertThat(jobs)
                    .filteredOn(job -> job.egress().name().equals(B))
                    .allSatisfy(job -> assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(25)));
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

            Extraction answer = guarded.extract(FakeExtractor.VIDEO, cookies, guarded.deadline())
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();

            assertThat(kindOf(answer)).isEqualTo(kind);
            assertThat(jobs).hasSize(1);
            assertThat(guarded.stats().breaker().isWhole()).isTrue();
        }

        @Test
        void letsAnotherTry_whereItWasTheOneThatTries() {
            blocked.putAll(Map.of(A, FailureKind.BOT_CHECK, B, FailureKind.BOT_CHECK));
            ask();
            pass(PathBreaker.OPEN_FOR.plusMillis(1));
            guarded.extract(FakeExtractor.VIDEO, cookies, guarded.deadline()).join();
            guarded.extract(FakeExtractor.VIDEO, cookies, guarded.deadline()).join();
            blocked.clear();

            assertThat(ask()).isInstanceOf(Extraction.Found.class);
        }
    }

    private CompletableFuture<Extraction> extract(ExtractionJob job) {
        jobs.add(job);
        FailureKind kind = blocked.get(job.egress().name());
        return CompletableFuture.completedFuture(
                kind == null ? FakeExtractor.found() : Extraction.failed(kind, "as the test says"));
    }

    private List<Extraction> askTimes(int times) {
        List<Extraction> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(ask());
        }
        return answers;
    }

    private Extraction ask() {
        return guarded.extract(FakeExtractor.VIDEO, Optional.empty(), guarded.deadline())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private List<String> ways() {
        return jobs.stream().map(job -> job.egress().name()).toList();
    }

    private void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }

    private static FailureKind kindOf(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        Failure failure = ((Extraction.Failed) extraction).failure();
        return failure.kind();
    }

    private GuardedExtractor guarded(String proxies) {
        Settings settings = Settings.from(name -> name.equals("YTDLP_PROXY") ? Optional.of(proxies) : Optional.empty());
        return new GuardedExtractor(this::extract, settings, threads, () -> 0L, ticker::get);
    }
}
