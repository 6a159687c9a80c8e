package org.ytsize.sizing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.ByteSize;
import org.ytsize.settings.Settings;
import org.ytsize.video.Row;
import org.ytsize.video.SizeTable;
import org.ytsize.video.VideoId;

@Timeout(120)
final class SizeLookupTest {
    private static final Optional<Cookies> COOKIES = Cookies.parse(".youtube.com\tTRUE\t/\tTRUE\t0\tSID\ts3cr3t");
    private static final SizeQuestion QUESTION = new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty(), false);
    private static final SizeQuestion WITH_COOKIES = new SizeQuestion(FakeExtractor.VIDEO, null, COOKIES, false);
    private static final SizeQuestion AFRESH = new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty(), true);

    /** Of sizes whose day of upload is not told. */
    private static final Duration FRESH = Duration.ofMinutes(20);

    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration LAST_RESORT = Duration.ofHours(25);

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeExtractor extractor = new FakeExtractor();
    private final SizeLookup lookup = new SizeLookup(
            new GuardedExtractor(extractor, Settings.from(name -> Optional.empty()), threads, () -> 0L, ticker::get),
            new ResultCache(new ByteSize(1 << 20), ticker::get),
            new Findings(SizeLookupTest::form, () -> Instant.EPOCH));

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Nested
    final class TheAnswer {
        @Test
        void hasTheSizes_ofWhatWasFound() {
            extractor.thenFinds();

            assertThat(ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.MISS));
        }

        @Test
        void isAFailure_neverAnEmptyTable() {
            extractor.thenEnds(FakeExtractor.found("public", 213.0));

            assertThat(kindOf(ask(QUESTION))).isEqualTo(FailureKind.NO_SIZES);
        }
    }

    @Nested
    final class ADurationHint {
        @Test
        void isUsed_whereYtDlpHasNoDuration_andChangesNothingForOthers() {
            extractor.thenEnds(FakeExtractor.found(null, null));

            assertThat(ask(hinting(100.0))).satisfies(says("100000 in 100", Origin.Kind.MISS));
            assertThat(ask(hinting(10.0))).satisfies(says("10000 in 10", Origin.Kind.HIT));
            assertThat(kindOf(ask(QUESTION))).isEqualTo(FailureKind.NO_SIZES);
            assertThat(extractor.jobs()).hasSize(1);
        }

        @Test
        void changesNothing_whereYtDlpHasADuration() {
            extractor.thenFinds();

            assertThat(ask(hinting(100.0))).satisfies(says("50000 in 213", Origin.Kind.MISS));
            assertThat(ask(hinting(1.0))).satisfies(says("50000 in 213", Origin.Kind.HIT));
        }
    }

    @Nested
    final class WhatIsKnown {
        @Test
        void isToldAtOnce_withItsAge() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(Duration.ofSeconds(90));

            SizeAnswer answer = ask(QUESTION);

            assertThat(answer).satisfies(says("50000 in 213", Origin.Kind.HIT));
            assertThat(answer.origin().age()).isEqualTo(Duration.ofSeconds(90));
            assertThat(extractor.jobs()).hasSize(1);
        }

        @Test
        void isNotRefreshed_beforeItsTimeRunsOut() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(FRESH.multipliedBy(8).dividedBy(10).minusNanos(1));

            ask(QUESTION);

            assertThat(extractor.jobs()).hasSize(1);
            assertThat(lookup.cacheStats().refreshes()).isZero();
        }

        @Test
        void isRefreshed_whenItsTimeRunsOut_andNobodyWaitsForThat() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(FRESH.multipliedBy(8).dividedBy(10));

            assertThat(ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.HIT));
            extractor.open().get(0).complete(FakeExtractor.found(213.0, 60_000L));

            await().untilAsserted(() -> assertThat(ask(QUESTION)).satisfies(says("60000 in 213", Origin.Kind.HIT)));
            assertThat(ask(QUESTION).origin().age()).isZero();
            assertThat(extractor.jobs()).hasSize(2);
        }

        @Test
        void isToldOutOfDate_whileItIsLookedUpAgain_once() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(USABLE.minusNanos(1));

            for (int i = 0; i < 10; i++) {
                assertThat(ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
            }

            assertThat(extractor.jobs()).hasSize(2);
            assertThat(lookup.cacheStats().refreshes()).isEqualTo(1);
        }

        @Test
        void isLookedUp_whileSomebodyWaits_onceItIsTooOld() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(USABLE);
            extractor.thenEnds(FakeExtractor.found(213.0, 60_000L));

            assertThat(ask(QUESTION)).satisfies(says("60000 in 213", Origin.Kind.MISS));
        }

        @ParameterizedTest
        @EnumSource
        void isTheLastResort_whereLookingItUpFailsByOurFault(FailureKind kind) {
            extractor.thenFinds();
            ask(QUESTION);
            pass(USABLE);
            extractor.thenFails(kind, kind, kind);

            SizeAnswer answer = ask(QUESTION);

            if (kind.isOurs()) {
                assertThat(answer).satisfies(says("50000 in 213", Origin.Kind.STALE));
                assertThat(answer.origin().age()).isEqualTo(USABLE);
            } else {
                assertThat(kindOf(answer)).isEqualTo(kind);
            }
        }

        @Test
        void isForgotten_inTheEnd() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(LAST_RESORT);
            extractor.thenFails(FailureKind.BOT_CHECK);

            assertThat(kindOf(ask(QUESTION))).isEqualTo(FailureKind.BOT_CHECK);
        }

        @ParameterizedTest
        @EnumSource
        void isARefusalToo_forTheTimeOfItsKind(FailureKind kind) {
            extractor.thenFails(kind, kind, kind);
            ask(QUESTION);
            int asked = extractor.jobs().size();
            pass(kind.memory().minusNanos(kind.memory().isZero() ? 0 : 1));

            if (kind.memory().isZero()) {
                var unused = lookup.find(QUESTION);
                boolean opened = kind.verdict() == FailureKind.Verdict.TRIP;
                assertThat(extractor.jobs()).hasSize(opened ? asked : asked + 1);
            } else {
                SizeAnswer again = ask(QUESTION);
                assertThat(kindOf(again)).isEqualTo(kind);
                assertThat(again.origin().kind()).isEqualTo(Origin.Kind.HIT);
                assertThat(extractor.jobs()).hasSize(asked);

                pass(Duration.ofNanos(1));
                extractor.thenFails(kind, kind);
                assertThat(ask(QUESTION).origin().kind()).isEqualTo(Origin.Kind.MISS);
            }
        }

        @Test
        void tellsHowLongToWait_lessTheTimeThatHasPassed() {
            extractor.thenFails(FailureKind.UPCOMING);
            ask(QUESTION);
            pass(Duration.ofMinutes(4));

            assertThat(((SizeAnswer.NoSizes) ask(QUESTION)).failure().retryAfter())
                    .isEqualTo(FailureKind.UPCOMING.retryAfter().minusMinutes(4));
        }

        @Test
        void isNotTold_toWhoeverWantsItAfresh_whoseAnswerIsKeptForAll() {
            extractor.thenFinds();
            ask(QUESTION);
            extractor.thenEnds(FakeExtractor.found(213.0, 60_000L));

            assertThat(ask(AFRESH)).satisfies(says("60000 in 213", Origin.Kind.MISS));
            assertThat(ask(QUESTION)).satisfies(says("60000 in 213", Origin.Kind.HIT));
        }

        @Test
        void isCounted_byWhereItCameFrom() {
            extractor.thenFinds();
            ask(QUESTION);
            ask(QUESTION);
            ask(QUESTION);

            CacheStats stats = lookup.cacheStats();

            assertThat(stats.answers())
                    .containsEntry(Origin.Kind.MISS, 1L)
                    .containsEntry(Origin.Kind.HIT, 2L)
                    .containsEntry(Origin.Kind.STALE, 0L)
                    .containsEntry(Origin.Kind.SHARED, 0L);
            assertThat(stats.entries()).isEqualTo(1);
            assertThat(stats.bytes()).isPositive();
        }
    }

    @Nested
    final class ManyQuestions {
        @Test
        void areOneLookup_andAllAnswered() {
            List<CompletableFuture<SizeAnswer>> answers = IntStream.range(0, 1000)
                    .mapToObj(i -> lookup.find(QUESTION))
                    .toList();

            assertThat(extractor.jobs()).hasSize(1);
            extractor.open().get(0).complete(FakeExtractor.found());

            assertThat(answers.get(0).join()).satisfies(says("50000 in 213", Origin.Kind.MISS));
            assertThat(answers.subList(1, 1000))
                    .allSatisfy(
                            answer -> assertThat(answer.join()).satisfies(says("50000 in 213", Origin.Kind.SHARED)));
        }

        @ParameterizedTest
        @EnumSource(value = FailureKind.class, names = "UPSTREAM_THROTTLED", mode = Mode.INCLUDE)
        void shareAFailure_whichIsNotRepeatedForEach(FailureKind kind) {
            List<CompletableFuture<SizeAnswer>> answers =
                    IntStream.range(0, 100).mapToObj(i -> lookup.find(QUESTION)).toList();
            extractor.thenFails(kind, kind);
            extractor.open().get(0).complete(Extraction.failed(kind, "as the test says"));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(kindOf(answer.join())).isEqualTo(kind));
            assertThat(extractor.jobs()).as("one lookup and its two retries").hasSize(3);
        }

        @Test
        void losesNothing_whereOneLeaves() {
            CompletableFuture<SizeAnswer> first = lookup.find(QUESTION);
            CompletableFuture<SizeAnswer> second = lookup.find(QUESTION);

            first.cancel(true);
            extractor.open().get(0).complete(FakeExtractor.found());

            assertThat(second.join()).satisfies(says("50000 in 213", Origin.Kind.SHARED));
        }

        /** A lookup ends while questions arrive: whoever comes too late for it finds what it has left. */
        @RepeatedTest(200)
        void areOneLookup_howeverTheyFallInWithItsEnd() {
            CompletableFuture<SizeAnswer> first = lookup.find(QUESTION);
            Extraction ending = FakeExtractor.found();
            CompletableFuture<Boolean> end =
                    CompletableFuture.supplyAsync(() -> extractor.open().get(0).complete(ending), threads);
            List<CompletableFuture<SizeAnswer>> others = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask(QUESTION), threads))
                    .toList();

            assertThat(end.join()).isTrue();
            assertThat(first.join()).isInstanceOf(SizeAnswer.Sizes.class);
            assertThat(others).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(SizeAnswer.Sizes.class));
            assertThat(extractor.jobs()).hasSize(1);
        }
    }

    @Nested
    final class ARefresh {
        @Test
        void isNotMade_whileOthersNeedTheWorkers() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(FRESH);
            for (int i = 0; i < 10; i++) {
                var unused = lookup.find(another(i));
            }

            assertThat(ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
            assertThat(lookup.cacheStats().refreshes()).isZero();
        }

        @Test
        void leavesWhatIsKnown_whereItFails_andIsMadeAgainLater() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(FRESH);
            ask(QUESTION);
            extractor.thenFails(FailureKind.UPSTREAM_ERROR, FailureKind.UPSTREAM_ERROR);
            extractor.open().get(0).complete(Extraction.failed(FailureKind.UPSTREAM_ERROR, "as the test says"));

            await().untilAsserted(() -> {
                assertThat(ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
                assertThat(lookup.cacheStats().refreshes()).isEqualTo(2);
            });
        }

        @Test
        void learns_thatTheVideoIsGone() {
            extractor.thenFinds();
            ask(QUESTION);
            pass(FRESH);
            ask(QUESTION);
            extractor.open().get(0).complete(Extraction.failed(FailureKind.REMOVED, "as the test says"));

            await().untilAsserted(() -> assertThat(ask(QUESTION)).isInstanceOf(SizeAnswer.NoSizes.class));
        }
    }

    @Nested
    final class LentCookies {
        @Test
        void stayUnused_whereTheVideoIsPublic() {
            extractor.thenFinds();

            ask(WITH_COOKIES);

            assertThat(extractor.jobs()).extracting(ExtractionJob::cookies).containsExactly(Optional.empty());
        }

        @ParameterizedTest
        @EnumSource
        void areUsed_onlyAfterARefusalThatTheyCanChange(FailureKind kind) {
            extractor.thenFails(kind, kind, kind);
            ask(WITH_COOKIES);

            if (kind.cookiesMayHelp()) {
                assertThat(extractor.jobs())
                        .extracting(ExtractionJob::cookies)
                        .startsWith(Optional.empty())
                        .endsWith(COOKIES)
                        .containsOnlyOnce(Optional.empty());
            } else {
                assertThat(extractor.jobs()).allMatch(job -> job.cookies().isEmpty());
            }
        }

        @Test
        void areUsedAtOnce_whereTheRefusalIsKnown() {
            extractor
                    .thenFails(FailureKind.PRIVATE)
                    .thenEnds(FakeExtractor.found("private", 213.0, FakeExtractor.picture("", 50_000L)));
            ask(QUESTION);

            assertThat(ask(WITH_COOKIES)).satisfies(says("50000 in 213", Origin.Kind.MISS));
            assertThat(extractor.jobs()).hasSize(2);
        }

        @Test
        void showTheVideo_toTheirOwnerAlone() {
            extractor
                    .thenFails(FailureKind.PRIVATE)
                    .thenEnds(FakeExtractor.found("private", 213.0, FakeExtractor.picture("", 50_000L)));

            assertThat(ask(WITH_COOKIES)).satisfies(says("50000 in 213", Origin.Kind.MISS));
            assertThat(kindOf(ask(QUESTION))).isEqualTo(FailureKind.PRIVATE);
        }

        @Test
        void showTheVideo_toAll_whereItIsPublic_butForWhatOnlySubscribersGet() {
            extractor
                    .thenFails(FailureKind.AGE_RESTRICTED)
                    .thenEnds(FakeExtractor.found(
                            "unlisted",
                            213.0,
                            FakeExtractor.picture("Premium", 90_000L),
                            FakeExtractor.picture("", null)));

            assertThat(ask(WITH_COOKIES).origin().kind()).isEqualTo(Origin.Kind.MISS);

            assertThat(ask(QUESTION)).satisfies(says("213000 in 213", Origin.Kind.HIT));
        }

        @Test
        void leaveTheRefusal_whereAllTheyShowIsForSubscribers() {
            extractor
                    .thenFails(FailureKind.AGE_RESTRICTED)
                    .thenEnds(FakeExtractor.found("public", 213.0, FakeExtractor.picture("Premium", 90_000L)));

            assertThat(ask(WITH_COOKIES)).satisfies(says("90000 in 213", Origin.Kind.MISS));
            assertThat(kindOf(ask(QUESTION))).isEqualTo(FailureKind.AGE_RESTRICTED);
        }

        @Test
        void mayNotHelpEither() {
            extractor.thenFails(FailureKind.PRIVATE, FailureKind.COOKIES_INVALID);

            assertThat(kindOf(ask(WITH_COOKIES))).isEqualTo(FailureKind.COOKIES_INVALID);
        }

        /** 5xx is ours, but for a video of which YouTube tells no size, whoever asks. */
        @ParameterizedTest
        @EnumSource
        void leaveThePublicAnswer_whereTryingThemFailsByOurFault(FailureKind kind) {
            extractor.thenFails(FailureKind.AGE_RESTRICTED, kind, kind, kind);

            boolean ours = kind.status() >= 500 && kind != FailureKind.NO_SIZES;
            assertThat(kindOf(ask(WITH_COOKIES))).isEqualTo(ours ? FailureKind.AGE_RESTRICTED : kind);
        }

        @Test
        void areNotMissed_whereNobodyLentAny() {
            extractor.thenFails(FailureKind.PRIVATE).thenFinds();

            assertThat(kindOf(ask(QUESTION))).isEqualTo(FailureKind.PRIVATE);
            assertThat(extractor.jobs()).hasSize(1);
        }
    }

    private static SizeQuestion hinting(double seconds) {
        return new SizeQuestion(FakeExtractor.VIDEO, seconds, Optional.empty(), false);
    }

    private static SizeQuestion another(int number) {
        return new SizeQuestion(new VideoId("another---" + number), null, Optional.empty(), false);
    }

    private static AnswerBody form(SizeTable table) {
        return new AnswerBody((table.bytes(Row.S720P).orElse(0) + " in " + table.durationSeconds()).getBytes(UTF_8));
    }

    private static ThrowingConsumer<SizeAnswer> says(String text, Origin.Kind kind) {
        return answer -> {
            assertThat(answer).isInstanceOf(SizeAnswer.Sizes.class);
            assertThat(new String(((SizeAnswer.Sizes) answer).body().bytes(), UTF_8))
                    .isEqualTo(text);
            assertThat(answer.origin().kind()).isEqualTo(kind);
        };
    }

    private void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }

    private SizeAnswer ask(SizeQuestion question) {
        return Objects.requireNonNull(
                lookup.find(question).orTimeout(15, TimeUnit.SECONDS).join());
    }

    private static FailureKind kindOf(SizeAnswer answer) {
        assertThat(answer).isInstanceOf(SizeAnswer.NoSizes.class);
        return ((SizeAnswer.NoSizes) answer).failure().kind();
    }
}
