package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ytsize.sizing.LookupUnderTest.QUESTION;
import static org.ytsize.sizing.LookupUnderTest.says;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;
import org.ytsize.video.VideoId;

/** What is known, and looked up again before anybody has to wait for it. */
@Timeout(120)
final class BackgroundRefreshTest {
    /** Of sizes whose day of upload is not told. */
    private static final Duration FRESH = Duration.ofMinutes(20);

    private final LookupUnderTest lookup = new LookupUnderTest();

    @AfterEach
    void end() {
        lookup.close();
    }

    @BeforeEach
    void letTheTimeOfWhatIsKnownRunOut() {
        lookup.extractor.thenFinds();
        lookup.ask(QUESTION);
        lookup.pass(FRESH);
    }

    @Test
    void isNotMade_whileOthersNeedTheWorkers() {
        for (int i = 0; i < 10; i++) {
            var unused = lookup.find(another(i));
        }

        assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
        assertThat(lookup.stats().refreshes()).isZero();
    }

    @Test
    void isMadeOfOneVideo_howeverManyAreOutOfDate() {
        lookup.extractor.thenFinds();
        lookup.ask(another(1));
        lookup.pass(FRESH);

        lookup.ask(QUESTION);
        lookup.ask(another(1));
        assertThat(lookup.extractor.open()).hasSize(1);

        lookup.extractor.open().get(0).complete(FakeExtractor.found());
        await().untilAsserted(() -> {
            lookup.ask(another(1));
            assertThat(lookup.extractor.open()).hasSize(2);
        });
    }

    @Test
    void leavesWhatIsKnown_whereItFails_andIsMadeAgainAfterAPause() {
        lookup.ask(QUESTION);
        lookup.extractor.open().get(0).complete(Extraction.failed(FailureKind.EXTRACTOR_BROKEN, "as the test says"));

        await().untilAsserted(() -> {
            lookup.pass(Refreshes.PAUSE.plusNanos(1));
            assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
            assertThat(lookup.stats().refreshes()).isEqualTo(2);
        });
    }

    @Test
    void learns_thatTheVideoIsGone() {
        lookup.ask(QUESTION);
        lookup.extractor.open().get(0).complete(Extraction.failed(FailureKind.REMOVED, "as the test says"));

        await().untilAsserted(() -> assertThat(lookup.ask(QUESTION)).isInstanceOf(SizeAnswer.NoSizes.class));
    }

    @Test
    void believesNobody_whoDoesNotSayWhy() {
        lookup.extractor.thenEnds(Extraction.failed(FailureKind.LOGIN_REQUIRED, "as the test says"));

        lookup.ask(QUESTION);

        assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
    }

    /** A verdict about one video says nothing of the way to YouTube. */
    @Test
    void isMadeOfAnother_thoughYouTubeHasSaidLessOfTheFirst() {
        lookup.extractor.thenFinds();
        lookup.ask(another(1));
        lookup.pass(FRESH);
        lookup.ask(QUESTION);
        lookup.extractor.open().get(0).complete(Extraction.failed(FailureKind.LOGIN_REQUIRED, "as the test says"));

        await().untilAsserted(() -> {
            lookup.ask(another(1));
            assertThat(lookup.stats().refreshes()).isEqualTo(2);
        });
        assertThat(lookup.ask(QUESTION)).satisfies(says("50000 in 213", Origin.Kind.STALE));
        assertThat(lookup.stats().refreshes()).isEqualTo(2);
    }

    private static SizeQuestion another(int number) {
        return new SizeQuestion(
                new VideoId("another---" + number), null, Optional.empty(), false, SizeQuestion.View.TABLE);
    }
}
