package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.RealYtDlp;
import org.ytsize.it.Instance;
import org.ytsize.settings.Settings;
import org.ytsize.stub.Outage;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;
import org.ytsize.video.VideoId;

/** Bad days of YouTube's, over the real yt-dlp. Hours pass when the test says so; what takes seconds takes them. */
@Timeout(600)
final class OutageIT {
    /** The contract's time for an answer, and none is a failure before it. */
    private static final Duration IN_TIME = Duration.ofSeconds(35);

    private static final Duration NEXT_PROBE = PathBreaker.OPEN_FOR.plusMillis(1);
    /** After that, an answer about the stub's videos is out of date; for a week it is told all the same. */
    private static final Duration A_DAY = Duration.ofHours(24).plusSeconds(1);

    private static final Duration A_WEEK = Duration.ofDays(7);
    private static final int CALLERS = 12;

    private final StubYouTube youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    private final StubYouTube otherWay = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    private int videos;

    @AfterEach
    void stop() {
        youTube.close();
        otherWay.close();
    }

    @Test
    void isSurvived_whateverItIs() {
        try (RealYtDlp ytDlp = new RealYtDlp(settings(youTube));
                LookupUnderTest service = new LookupUnderTest(ytDlp, settings(youTube))) {
            assertThat(service.ask(about("known----a"))).satisfies(is(Origin.Kind.MISS));
            assertThat(service.ask(about("known----b"))).satisfies(is(Origin.Kind.MISS));

            youTube.during(Outage.BOT_CHECK);
            assertThat(failures(service)).containsOnly(FailureKind.BOT_CHECK, FailureKind.CIRCUIT_OPEN);
            whatIsKnown_isTold(service, Origin.Kind.HIT);
            nobodyIsAsked_butByProbes(service, 4);

            service.pass(A_DAY);
            whatIsKnown_isTold(service, Origin.Kind.STALE);

            youTube.during(Outage.HTTP_429);
            nobodyIsAsked_butByProbes(service, 2);
            whatIsKnown_isTold(service, Origin.Kind.STALE);

            youTube.during(Outage.SILENCE);
            nobodyWaits_whileAProbeDoes(service);
            service.pass(A_WEEK);
            whatIsKnown_isTold(service, Origin.Kind.STALE);

            youTube.during(Outage.CUT_OFF);
            nobodyIsAsked_butByProbes(service, 2);
            whatIsKnown_isTold(service, Origin.Kind.STALE);

            youTube.asScripted();
            service.pass(NEXT_PROBE);
            assertThat(service.ask(unknown())).satisfies(is(Origin.Kind.MISS));
            assertThat(service.breaker().state()).isEqualTo("closed");
            assertThat(failures(service)).isEmpty();
        }
    }

    /** What each is told before the breaker has seen enough. */
    @Test
    void isToldByItsName_untilNobodyIsAskedAnyMore() {
        Map<Outage, FailureKind> names = Map.of(
                Outage.HTTP_429, FailureKind.UPSTREAM_THROTTLED,
                Outage.HTTP_500, FailureKind.UPSTREAM_ERROR,
                Outage.SILENCE, FailureKind.TIMEOUT,
                Outage.PROXY_REFUSES, FailureKind.PROXY_ERROR);
        try (RealYtDlp ytDlp = new RealYtDlp(settings(youTube))) {
            names.forEach((outage, name) -> {
                try (LookupUnderTest service = new LookupUnderTest(ytDlp, settings(youTube))) {
                    youTube.during(outage);

                    assertThat(failures(service))
                            .as(outage.name())
                            .contains(name)
                            .doesNotContain(FailureKind.BOT_CHECK);
                    assertThat(failures(service)).as(outage.name()).containsOnly(FailureKind.CIRCUIT_OPEN);

                    youTube.asScripted();
                    service.pass(NEXT_PROBE);
                    assertThat(service.ask(unknown())).as(outage.name()).satisfies(is(Origin.Kind.MISS));
                }
            });
        }
    }

    @Test
    void ofHalfTheVideos_leavesTheOtherHalfAlone_orIsPassedByTheNextProbe() {
        try (RealYtDlp ytDlp = new RealYtDlp(settings(youTube));
                LookupUnderTest service = new LookupUnderTest(ytDlp, settings(youTube))) {
            List<SizeQuestion> questions =
                    IntStream.range(0, CALLERS).mapToObj(caller -> unknown()).toList();
            List<SizeQuestion> cut = questions.subList(0, CALLERS / 2);
            cut.forEach(question -> youTube.answer(question.video().value(), Scenario.CUT_OFF));

            assertThat(service.ask(about("known----a"))).satisfies(is(Origin.Kind.MISS));
            List<SizeAnswer> answers = atOnce(service, questions);
            allEnd(service);

            assertThat(service.ask(about("known----a"))).satisfies(is(Origin.Kind.HIT));
            assertThat(answers.subList(0, cut.size()))
                    .extracting(LookupUnderTest::kindOf)
                    .contains(FailureKind.NETWORK_ERROR)
                    .isSubsetOf(FailureKind.NETWORK_ERROR, FailureKind.CIRCUIT_OPEN);
            assertThat(answers.subList(cut.size(), CALLERS))
                    .allMatch(answer -> answer instanceof SizeAnswer.Sizes
                            || LookupUnderTest.kindOf(answer) == FailureKind.CIRCUIT_OPEN);
            assertThat(answers).anyMatch(SizeAnswer.Sizes.class::isInstance);
            youTube.asScripted();
            service.pass(NEXT_PROBE);
            assertThat(service.ask(unknown())).satisfies(is(Origin.Kind.MISS));
            assertThat(atOnce(service, cut)).allMatch(SizeAnswer.Sizes.class::isInstance);
        }
    }

    @Test
    void ofOneEgress_isSeenByNobody_andOneFreedOfTwo_isFoundByItself() {
        Settings settings = settings(youTube, otherWay);
        try (RealYtDlp ytDlp = new RealYtDlp(settings);
                LookupUnderTest service = new LookupUnderTest(ytDlp, settings)) {
            youTube.during(Outage.SILENCE);
            assertThat(failures(service)).isEmpty();
            youTube.during(Outage.BOT_CHECK);
            assertThat(failures(service)).isEmpty();
            assertThat(youTube.tally().requests()).isPositive();
            youTube.tally().reset();
            assertThat(failures(service)).isEmpty();
            assertThat(youTube.tally().requests()).isZero();

            otherWay.during(Outage.HTTP_403);
            await().atMost(IN_TIME).until(() -> failures(service).equals(List.of(FailureKind.CIRCUIT_OPEN)));
            assertThat(service.breaker().egresses())
                    .extracting(EgressStats::state)
                    .containsOnly("open");

            youTube.asScripted();
            service.pass(NEXT_PROBE);
            assertThat(service.ask(unknown())).satisfies(is(Origin.Kind.MISS));
            assertThat(failures(service)).isEmpty();
        }
    }

    /** Whatever comes meanwhile, by the breaker's own account and by YouTube's. */
    private void nobodyIsAsked_butByProbes(LookupUnderTest service, int probes) {
        allEnd(service);
        youTube.tally().reset();
        long before = lookups(service);
        for (int probe = 0; probe < probes; probe++) {
            assertThat(failures(service)).containsOnly(FailureKind.CIRCUIT_OPEN);
            service.pass(NEXT_PROBE);
            // Those who come while it tries are refused at once; only the one whose lookup it is waits for it.
            assertThat(failures(service)).hasSizeBetween(1, 2).contains(FailureKind.CIRCUIT_OPEN);
            allEnd(service);
        }
        assertThat(lookups(service) - before).isEqualTo(probes);
        assertThat(youTube.tally().videos()).hasSize(probes);
    }

    /** But the one whose probe it is. */
    private void nobodyWaits_whileAProbeDoes(LookupUnderTest service) {
        allEnd(service);
        youTube.tally().reset();
        service.pass(NEXT_PROBE);
        CompletableFuture<SizeAnswer> probing = service.find(unknown());
        await().atMost(IN_TIME).until(() -> !youTube.tally().videos().isEmpty());

        assertThat(service.ask(about("known----a"))).satisfies(is(Origin.Kind.STALE));
        assertThat(failures(service)).containsOnly(FailureKind.CIRCUIT_OPEN);

        assertThat(probing).isNotDone();
        assertThat(LookupUnderTest.kindOf(probing.join())).isEqualTo(FailureKind.TIMEOUT);
        assertThat(youTube.tally().videos()).hasSize(1);
        allEnd(service);
    }

    private static void whatIsKnown_isTold(LookupUnderTest service, Origin.Kind kind) {
        assertThat(service.ask(about("known----a"))).satisfies(is(kind));
        assertThat(service.ask(about("known----b"))).satisfies(is(kind));
        allEnd(service);
    }

    private static void allEnd(LookupUnderTest service) {
        await().atMost(IN_TIME).until(() -> service.underWay() == 0);
    }

    /** What a dozen callers who ask at once about different videos are refused with, each kind once. */
    private List<FailureKind> failures(LookupUnderTest service) {
        List<SizeQuestion> questions =
                IntStream.range(0, CALLERS).mapToObj(caller -> unknown()).toList();
        return atOnce(service, questions).stream()
                .filter(SizeAnswer.NoSizes.class::isInstance)
                .map(LookupUnderTest::kindOf)
                .distinct()
                .toList();
    }

    private static List<SizeAnswer> atOnce(LookupUnderTest service, List<SizeQuestion> questions) {
        List<CompletableFuture<SizeAnswer>> answers = questions.stream()
                .map(question -> service.find(question).orTimeout(IN_TIME.toSeconds(), TimeUnit.SECONDS))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static long lookups(LookupUnderTest service) {
        return service.breaker().egresses().stream()
                .mapToLong(EgressStats::lookups)
                .sum();
    }

    private SizeQuestion unknown() {
        videos++;
        return about("unseen%04d".formatted(videos));
    }

    private static SizeQuestion about(String video) {
        return new SizeQuestion(new VideoId(video + "_"), null, Optional.empty(), false, SizeQuestion.View.TABLE);
    }

    private static ThrowingConsumer<SizeAnswer> is(Origin.Kind kind) {
        return answer -> {
            assertThat(answer).isInstanceOf(SizeAnswer.Sizes.class);
            assertThat(answer.origin().kind()).isEqualTo(kind);
        };
    }

    private static Settings settings(StubYouTube... ways) {
        String proxies = String.join(
                ",", Stream.of(ways).map(way -> way.proxy().toString()).toList());
        Map<String, String> variables = Map.of(
                "YTDLP_PATH",
                Instance.newestYtDlp(),
                "YTDLP_PROXY",
                proxies,
                "YTDLP_CA_CERTS",
                ways[0].caFile().toString(),
                "YTDLP_TIMEOUT",
                "7000");
        return Settings.from(name -> Optional.ofNullable(variables.get(name)));
    }
}
