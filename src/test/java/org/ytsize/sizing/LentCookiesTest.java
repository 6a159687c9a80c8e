package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ytsize.sizing.LookupUnderTest.QUESTION;
import static org.ytsize.sizing.LookupUnderTest.kindOf;
import static org.ytsize.sizing.LookupUnderTest.says;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.FailureKind;

@Timeout(120)
final class LentCookiesTest {
    private static final Optional<Cookies> COOKIES = Cookies.parse(".youtube.com\tTRUE\t/\tTRUE\t0\tSID\ts3cr3t");
    private static final SizeQuestion WITH_COOKIES =
            new SizeQuestion(FakeExtractor.VIDEO, null, COOKIES, false, SizeQuestion.View.TABLE);

    private final LookupUnderTest lookup = new LookupUnderTest();

    @AfterEach
    void end() {
        lookup.close();
    }

    @Test
    void stayUnused_whereTheVideoIsPublic() {
        lookup.extractor.thenFinds();

        lookup.ask(WITH_COOKIES);

        assertThat(lookup.extractor.jobs()).extracting(ExtractionJob::cookies).containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void areUsed_onlyAfterARefusalThatTheyCanChange(FailureKind kind) {
        lookup.extractor.thenFails(kind, kind, kind);
        lookup.ask(WITH_COOKIES);

        if (kind.cookiesMayHelp()) {
            assertThat(lookup.extractor.jobs())
                    .extracting(ExtractionJob::cookies)
                    .startsWith(Optional.empty())
                    .endsWith(COOKIES)
                    .containsOnlyOnce(Optional.empty());
        } else {
            assertThat(lookup.extractor.jobs()).allMatch(job -> job.cookies().isEmpty());
        }
    }

    /** Whatever yt-dlp calls it: it calls unlisted what is for members as well. */
    @ParameterizedTest
    @EnumSource(names = {"AGE_RESTRICTED", "PRIVATE", "MEMBERS_ONLY", "LOGIN_REQUIRED", "PAYMENT_REQUIRED"})
    void showTheVideo_toTheirOwnerAlone_andAtOnceWhereTheRefusalIsKnown(FailureKind kind) {
        lookup.extractor.thenFails(kind);
        lookup.ask(QUESTION);
        lookup.extractor.thenEnds(FakeExtractor.found());

        assertThat(lookup.ask(WITH_COOKIES)).satisfies(says("50000 in 213", Origin.Kind.MISS));
        assertThat(lookup.extractor.jobs()).hasSize(2);
        assertThat(kindOf(lookup.ask(QUESTION))).isEqualTo(kind);
    }

    @Test
    void mayNotHelpEither() {
        lookup.extractor.thenFails(FailureKind.PRIVATE, FailureKind.COOKIES_INVALID);

        assertThat(kindOf(lookup.ask(WITH_COOKIES))).isEqualTo(FailureKind.COOKIES_INVALID);
    }

    /** 5xx is ours, but for a video of which YouTube tells no size, whoever asks. */
    @ParameterizedTest
    @EnumSource
    void leaveThePublicAnswer_whereTryingThemFailsByOurFault(FailureKind kind) {
        lookup.extractor.thenFails(FailureKind.AGE_RESTRICTED, kind, kind, kind);

        boolean ours = kind.status() >= 500 && kind != FailureKind.NO_SIZES;
        assertThat(kindOf(lookup.ask(WITH_COOKIES))).isEqualTo(ours ? FailureKind.AGE_RESTRICTED : kind);
    }

    @Test
    void areNotMissed_whereNobodyLentAny() {
        lookup.extractor.thenFails(FailureKind.PRIVATE).thenFinds();

        assertThat(kindOf(lookup.ask(QUESTION))).isEqualTo(FailureKind.PRIVATE);
        assertThat(lookup.extractor.jobs()).hasSize(1);
    }
}
