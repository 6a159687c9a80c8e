package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.FailureKind.Retry;
import org.ytsize.extract.FailureKind.Verdict;

final class FailureKindTest {
    private static final String TABLE = """
            BOT_CHECK            | BOT_CHECK            | 503 | OTHER_EGRESS  | TRIP    | 0    | 900
            SESSION_RATE_LIMITED | SESSION_RATE_LIMITED | 503 | OTHER_EGRESS  | TRIP    | 0    | 3600
            IP_BLOCKED           | IP_BLOCKED           | 503 | OTHER_EGRESS  | TRIP    | 0    | 900
            UPSTREAM_THROTTLED   | UPSTREAM_THROTTLED   | 503 | SAME          | FAILURE | 0    | 60
            UPSTREAM_FORBIDDEN   | UPSTREAM_FORBIDDEN   | 502 | OTHER_EGRESS  | FAILURE | 0    | 0
            UPSTREAM_ERROR       | UPSTREAM_ERROR       | 502 | SAME          | FAILURE | 0    | 0
            NO_PLAYER_RESPONSE   | NO_PLAYER_RESPONSE   | 502 | SAME          | FAILURE | 0    | 0
            NETWORK_TIMEOUT      | NETWORK_TIMEOUT      | 504 | SAME          | FAILURE | 0    | 0
            NETWORK_ERROR        | NETWORK_ERROR        | 503 | SAME          | FAILURE | 0    | 30
            PROXY_ERROR          | PROXY_ERROR          | 503 | OTHER_EGRESS  | FAILURE | 0    | 30
            AGE_RESTRICTED       | AGE_RESTRICTED       | 403 | NEVER         | SUCCESS | 3600 | 0
            PRIVATE              | PRIVATE              | 403 | NEVER         | SUCCESS | 1800 | 0
            MEMBERS_ONLY         | MEMBERS_ONLY         | 403 | NEVER         | SUCCESS | 3600 | 0
            PAYMENT_REQUIRED     | PAYMENT_REQUIRED     | 402 | NEVER         | SUCCESS | 3600 | 0
            GEO_BLOCKED          | GEO_BLOCKED          | 451 | OTHER_EGRESS  | SUCCESS | 3600 | 0
            DRM                  | DRM                  | 422 | NEVER         | SUCCESS | 3600 | 0
            UPCOMING             | UPCOMING             | 409 | NEVER         | SUCCESS | 600  | 600
            LIVE                 | LIVE                 | 409 | NEVER         | SUCCESS | 60   | 0
            PROCESSING           | PROCESSING           | 409 | NEVER         | SUCCESS | 60   | 300
            REMOVED              | REMOVED              | 410 | NEVER         | SUCCESS | 1800 | 0
            VIDEO_NOT_FOUND      | VIDEO_NOT_FOUND      | 404 | NEVER         | SUCCESS | 1800 | 0
            UNAVAILABLE_UNCLEAR  | UNAVAILABLE_UNCLEAR  | 404 | OTHER_CLIENTS | NOTHING | 60   | 0
            LOGIN_REQUIRED       | LOGIN_REQUIRED       | 403 | NEVER         | NOTHING | 60   | 0
            NO_SIZES             | NO_SIZES             | 502 | OTHER_CLIENTS | SUCCESS | 60   | 0
            NO_FORMATS           | NO_FORMATS           | 502 | OTHER_CLIENTS | UNREAD  | 0    | 0
            SOLVER_FAILED        | SOLVER_FAILED        | 502 | NEVER         | FAILURE | 0    | 0
            EXTRACTOR_BROKEN     | EXTRACTOR_BROKEN     | 502 | NEVER         | UNREAD  | 0    | 0
            INVALID_URL          | INVALID_URL          | 400 | NEVER         | NOTHING | 0    | 0
            COOKIES_INVALID      | COOKIES_INVALID      | 400 | NEVER         | NOTHING | 0    | 0
            TOOL_MISSING         | NOT_FOUND            | 503 | NEVER         | NOTHING | 0    | 60
            TOOL_USAGE           | TOOL_USAGE           | 500 | NEVER         | NOTHING | 0    | 0
            TOOL_CRASH           | TOOL_CRASH           | 503 | SAME          | FAILURE | 0    | 5
            BAD_OUTPUT           | BAD_OUTPUT           | 502 | SAME          | FAILURE | 0    | 0
            TOO_LARGE            | TOO_LARGE            | 502 | NEVER         | NOTHING | 0    | 0
            TIMEOUT              | TIMEOUT              | 504 | OTHER_EGRESS  | FAILURE | 0    | 0
            QUEUE_FULL           | QUEUE_FULL           | 503 | NEVER         | NOTHING | 0    | 5
            CIRCUIT_OPEN         | CIRCUIT_OPEN         | 503 | NEVER         | NOTHING | 0    | 30
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void knows_whatFollowsFromIt(
            FailureKind kind,
            String code,
            int status,
            Retry retry,
            Verdict verdict,
            long memorySeconds,
            long retryAfterSeconds) {
        assertThat(kind.code()).isEqualTo(code);
        assertThat(kind.status()).isEqualTo(status);
        assertThat(kind.retry()).isEqualTo(retry);
        assertThat(kind.verdict()).isEqualTo(verdict);
        assertThat(kind.memory()).isEqualTo(Duration.ofSeconds(memorySeconds));
        assertThat(kind.retryAfter()).isEqualTo(Duration.ofSeconds(retryAfterSeconds));
    }

    @Test
    void theTable_hasEveryKind() {
        assertThat(TABLE.lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        Arrays.stream(FailureKind.values()).map(Enum::name).toArray(String[]::new));
    }

    /** 429 is the caller's own limit and nothing else: a client that sees it waits. */
    @ParameterizedTest
    @EnumSource
    void isNever429_andAlwaysAnError(FailureKind kind) {
        assertThat(kind.status()).isBetween(400, 504).isNotEqualTo(429);
        assertThat(kind.sentence()).endsWith(".").doesNotContain("\n");
        assertThat(Failure.of(kind, "detail")).isEqualTo(new Failure(kind, kind.retryAfter(), "detail"));
    }

    @Test
    void timeout_saysTimedOut() {
        assertThat(FailureKind.TIMEOUT.sentence()).contains("timed out");
    }

    @Test
    void codes_areUnique() {
        assertThat(Arrays.stream(FailureKind.values()).map(FailureKind::code)).doesNotHaveDuplicates();
    }

    /** What the address or the host is to blame for must never be remembered as if the video were. */
    @ParameterizedTest
    @EnumSource
    void isRemembered_onlyIfItIsAboutTheVideo(FailureKind kind) {
        if (kind.verdict() == Verdict.TRIP || kind.verdict() == Verdict.FAILURE) {
            assertThat(kind.memory()).isEqualTo(Duration.ZERO);
        }
    }

    /** What YouTube says of the video, and what the caller has sent, are nobody's fault here. */
    @ParameterizedTest
    @EnumSource
    void isOurs_whereItTellsNothingOfTheVideoOrTheCaller(FailureKind kind) {
        boolean ofTheCaller = kind == FailureKind.INVALID_URL || kind == FailureKind.COOKIES_INVALID;

        assertThat(kind.isOurs()).isEqualTo(kind.memory().isZero() && !ofTheCaller);
    }

    /** That nobody was asked has a reason, which is reported, or is a matter of how much is asked. */
    @ParameterizedTest
    @EnumSource
    void isToBeReported_whereItIsOurs_andNotForWantOfRoom(FailureKind kind) {
        Set<FailureKind> nobodyWasAsked = EnumSet.of(FailureKind.QUEUE_FULL, FailureKind.CIRCUIT_OPEN);

        assertThat(kind.isToBeReported()).isEqualTo(kind.isOurs() && !nobodyWasAsked.contains(kind));
    }

    @ParameterizedTest
    @EnumSource
    void isDoubtful_whereItIsOurs_orYouTubeDoesNotSayWhy(FailureKind kind) {
        Set<FailureKind> vague =
                EnumSet.of(FailureKind.UNAVAILABLE_UNCLEAR, FailureKind.LOGIN_REQUIRED, FailureKind.NO_SIZES);

        assertThat(kind.isDoubtful()).isEqualTo(kind.isOurs() || vague.contains(kind));
    }

    @ParameterizedTest
    @EnumSource
    void cookiesMayHelp_whereTheVideoIsForSomePeople(FailureKind kind) {
        Set<FailureKind> forSome = EnumSet.of(
                FailureKind.AGE_RESTRICTED,
                FailureKind.PRIVATE,
                FailureKind.MEMBERS_ONLY,
                FailureKind.LOGIN_REQUIRED,
                FailureKind.PAYMENT_REQUIRED);

        assertThat(kind.cookiesMayHelp()).isEqualTo(forSome.contains(kind));
    }
}
