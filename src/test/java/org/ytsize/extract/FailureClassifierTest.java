package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.LogLine.Level;

final class FailureClassifierTest {

    /** At least one line for each text that yt-dlp or YouTube is known to say, as it comes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            INVALID_URL            | [youtube:truncated_id] dQw4w9WgXc: Incomplete YouTube ID dQw4w9WgXc. URL https://x looks truncated.
            INVALID_URL            | [youtube:truncated_url] watch?: Did you forget to quote the URL? Remember that & is a meta-character
            INVALID_URL            | No suitable extractor (Youtube) found for URL https://x
            INVALID_URL            | Unsupported URL: https://x
            INVALID_URL            | [generic] 'x' is not a valid URL. Set --default-search
            INVALID_URL            | [youtube:tab] Unable to recognize playlist without video ID
            BOT_CHECK              | [youtube] dQw4w9WgXcQ: Sign in to confirm you\u2019re not a bot. Use --cookies for the authentication.
            BOT_CHECK              | [youtube] dQw4w9WgXcQ: Sign in to confirm you're not a bot
            BOT_CHECK              | [youtube] dQw4w9WgXcQ: Please confirm you're not a robot
            BOT_CHECK              | [youtube] dQw4w9WgXcQ: YouTube is requiring a captcha challenge before playback
            SESSION_RATE_LIMITED   | [youtube] dQw4w9WgXcQ: Video unavailable. This content isn\u2019t available, try again later.
            SESSION_RATE_LIMITED   | [youtube] dQw4w9WgXcQ: Please try again later. This content isn't available.
            SESSION_RATE_LIMITED   | [youtube] dQw4w9WgXcQ: The current session has been rate-limited by YouTube for up to an hour.
            IP_BLOCKED             | [youtube] dQw4w9WgXcQ: All player responses are invalid. Your IP is likely being blocked by Youtube
            IP_BLOCKED             | [youtube] dQw4w9WgXcQ: All player responses are invalid.
            IP_BLOCKED             | [youtube] dQw4w9WgXcQ: Skipping player responses from web clients (got player responses for video AAA)
            UPSTREAM_THROTTLED     | [youtube] dQw4w9WgXcQ: Unable to download API page: HTTP Error 429: Too Many Requests
            UPSTREAM_THROTTLED     | [youtube] dQw4w9WgXcQ: too many requests
            UPSTREAM_FORBIDDEN     | [youtube] dQw4w9WgXcQ: Unable to download API page: HTTP Error 403: Forbidden (caused by <HTTPError 403>)
            UPSTREAM_ERROR         | [youtube] dQw4w9WgXcQ: Unable to download webpage: HTTP Error 500: Internal Server Error
            UPSTREAM_ERROR         | [youtube] dQw4w9WgXcQ: Unable to download webpage: HTTP Error 503: Service Unavailable
            UPSTREAM_ERROR         | [youtube] dQw4w9WgXcQ: HTTP Error 400: Bad Request; Precondition check failed.
            UPSTREAM_ERROR         | [youtube] dQw4w9WgXcQ: YouTube said: INTERNAL - Internal error encountered.
            UPSTREAM_ERROR         | [youtube] dQw4w9WgXcQ: Incomplete data received
            UPSTREAM_ERROR         | [youtube] dQw4w9WgXcQ: Failed to parse JSON (caused by JSONDecodeError)
            NETWORK_TIMEOUT        | [youtube] dQw4w9WgXcQ: HTTPSConnectionPool(host='www.youtube.com', port=443): Read timed out. (read timeout=8.0)
            NETWORK_TIMEOUT        | [youtube] dQw4w9WgXcQ: Unable to download API page: The read operation timed out
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: Failed to resolve 'www.youtube.com' ([Errno -3] Temporary failure in name resolution)
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: <urlopen error [Errno -2] Name or service not known>
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: Unable to download API page: [Errno 111] Connection refused
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: [Errno 104] Connection reset by peer
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: [Errno 101] Network is unreachable
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: [Errno 113] No route to host
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: 4096 bytes read, 100 more expected
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: Remote end closed connection without response
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer
            NETWORK_ERROR          | [youtube] dQw4w9WgXcQ: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)
            PROXY_ERROR            | [youtube] dQw4w9WgXcQ: ('Unable to connect to proxy', NewConnectionError('Connection refused'))
            PROXY_ERROR            | [youtube] dQw4w9WgXcQ: <ProxyError HTTPSConnectionPool(host='www.youtube.com'): Read timed out>
            PROXY_ERROR            | [youtube] dQw4w9WgXcQ: SOCKSHTTPSConnection: Failed to establish a new connection
            AGE_RESTRICTED         | [youtube] dQw4w9WgXcQ: Sign in to confirm your age. This video may be inappropriate for some users.
            AGE_RESTRICTED         | [youtube] dQw4w9WgXcQ: This video is age-restricted; some formats may be missing without authentication.
            AGE_RESTRICTED         | [youtube] dQw4w9WgXcQ: This video may be inappropriate for some users.
            PRIVATE                | [youtube] dQw4w9WgXcQ: Private video. Sign in if you've been granted access to this video.
            PRIVATE                | [youtube] dQw4w9WgXcQ: Video unavailable. This video is private
            MEMBERS_ONLY           | [youtube] dQw4w9WgXcQ: Join this channel to get access to members-only content like this video.
            MEMBERS_ONLY           | [youtube] dQw4w9WgXcQ: Join this channel to get access to perks
            MEMBERS_ONLY           | [youtube] dQw4w9WgXcQ: This video is available to this channel\u2019s members on level: Gold
            MEMBERS_ONLY           | [youtube] dQw4w9WgXcQ: This video is only available to members of the channel
            PAYMENT_REQUIRED       | [youtube] dQw4w9WgXcQ: This video requires payment to watch.
            PAYMENT_REQUIRED       | [youtube] dQw4w9WgXcQ: This video is only available to Music Premium members
            PAYMENT_REQUIRED       | [youtube] dQw4w9WgXcQ: This video is only available to YouTube Premium members
            PAYMENT_REQUIRED       | [youtube] dQw4w9WgXcQ: This rental cannot be played here
            GEO_BLOCKED            | [youtube] dQw4w9WgXcQ: Video unavailable. The uploader has not made this video available in your country
            GEO_BLOCKED            | [youtube] dQw4w9WgXcQ: Video unavailable. This video contains content from X, who has blocked it in your country on copyright grounds
            GEO_BLOCKED            | [youtube] dQw4w9WgXcQ: This video is not available from your location due to geo restriction
            DRM                    | [youtube] dQw4w9WgXcQ: This video is DRM protected
            UPCOMING               | [youtube] dQw4w9WgXcQ: This live event will begin in 3 hours.
            UPCOMING               | [youtube] dQw4w9WgXcQ: Premieres in 30 minutes
            UPCOMING               | [youtube] dQw4w9WgXcQ: Premiere will begin shortly
            UPCOMING               | [youtube] dQw4w9WgXcQ: This live event has not started
            PROCESSING             | [youtube] dQw4w9WgXcQ: We're processing this video. Check back later.
            PROCESSING             | [youtube] dQw4w9WgXcQ: This live stream recording is not available.
            PROCESSING             | [youtube] dQw4w9WgXcQ: This live event has ended.
            PROCESSING             | [youtube] dQw4w9WgXcQ: This live stream has ended
            PROCESSING             | [youtube] dQw4w9WgXcQ: live_status post_live
            REMOVED                | [youtube] dQw4w9WgXcQ: Video unavailable. This video has been removed by the uploader
            REMOVED                | [youtube] dQw4w9WgXcQ: This video is no longer available because the YouTube account associated with it has been terminated.
            REMOVED                | [youtube] dQw4w9WgXcQ: The account that uploaded it was terminated
            REMOVED                | [youtube] dQw4w9WgXcQ: This video is no longer available due to a copyright claim by X
            REMOVED                | [youtube] dQw4w9WgXcQ: This video was taken down for violating YouTube's Terms of Service.
            VIDEO_NOT_FOUND        | [youtube] dQw4w9WgXcQ: Video unavailable
            VIDEO_NOT_FOUND        | [youtube] dQw4w9WgXcQ: This video does not exist.
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: This video is not available
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: The following content is not available on this app.. Watch on the latest version of YouTube.
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: This content isn\u2019t available.
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: This video is unavailable
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: This video has been blocked by its owner
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: An error occurred. Please try again later.
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: Video unavailable. Playback on other websites has been disabled by the video owner
            UNAVAILABLE_UNCLEAR    | [youtube] dQw4w9WgXcQ: Video unavailable. This video is restricted. Please check the Google Workspace administrator and/or the network administrator restrictions.
            LOGIN_REQUIRED         | [youtube] dQw4w9WgXcQ: Please sign in
            LOGIN_REQUIRED         | [youtube] dQw4w9WgXcQ: LOGIN_REQUIRED
            LOGIN_REQUIRED         | [youtube] dQw4w9WgXcQ: This video is only available for registered users. Use --cookies
            NO_FORMATS             | [youtube] dQw4w9WgXcQ: Some web client https formats have been skipped as they are missing a URL. YouTube is forcing SABR streaming for this client.
            NO_FORMATS             | [youtube] dQw4w9WgXcQ: Only images are available for download. use --list-formats to see them
            NO_FORMATS             | [youtube] dQw4w9WgXcQ: Requested format is not available. Use --list-formats for a list of available formats
            NO_FORMATS             | [youtube] dQw4w9WgXcQ: No video formats found!; please report this issue on https://github.com/yt-dlp/yt-dlp/issues
            SOLVER_FAILED          | [youtube] dQw4w9WgXcQ: n challenge solving failed: Some formats may be missing.
            SOLVER_FAILED          | [youtube] dQw4w9WgXcQ: Signature solving failed: Some formats may be missing.
            SOLVER_FAILED          | [youtube] No supported JavaScript runtime could be found. Only deno is enabled by default
            SOLVER_FAILED          | [youtube] [jsc] Remote challenge solver components were skipped.
            EXTRACTOR_BROKEN       | [youtube] dQw4w9WgXcQ: Something odd; please report this issue on https://github.com/yt-dlp/yt-dlp/issues
            EXTRACTOR_BROKEN       | [youtube] dQw4w9WgXcQ: Unable to extract yt initial data
            EXTRACTOR_BROKEN       | [youtube] dQw4w9WgXcQ: An extractor error has occurred. (caused by KeyError('x'))
            EXTRACTOR_BROKEN       | Traceback (most recent call last):
            NO_PLAYER_RESPONSE     | [youtube] dQw4w9WgXcQ: Failed to extract any player response; please report this issue on https://github.com/
            COOKIES_INVALID        | [youtube] The provided YouTube account cookies are no longer valid. They have likely been rotated.
            COOKIES_INVALID        | '/dev/stdin' does not look like a Netscape format cookies file
            COOKIES_INVALID        | failed to load cookies
            TOOL_CRASH             | MemoryError
            """)
    void knowsTheLine(FailureKind kind, String text) {
        assertThat(classify(error(text))).hasValue(kind);
        assertThat(classify(warning(text))).hasValue(kind);
    }

    @Nested
    final class CapitalsAndApostrophes {
        @Test
        void doNotMatter() {
            assertThat(classify(error("SIGN IN TO CONFIRM YOU\u2019RE NOT A BOT")))
                    .hasValue(FailureKind.BOT_CHECK);
            assertThat(classify(error("this content isn't available"))).hasValue(FailureKind.UNAVAILABLE_UNCLEAR);
            assertThat(classify(error("this content isn\u2019t available"))).hasValue(FailureKind.UNAVAILABLE_UNCLEAR);
        }
    }

    @Nested
    final class SeveralLines {
        @Test
        void areLookedAtTogether_whereTheyAreOneMessage() {
            assertThat(classify(error("[youtube] id: This content isn't available\nPlease try again later.")))
                    .hasValue(FailureKind.SESSION_RATE_LIMITED);
            assertThat(classify(error("[youtube] id: The uploader has not made this video\navailable in your country\n"
                            + "This video is available in Germany, Austria.")))
                    .hasValue(FailureKind.GEO_BLOCKED);
        }

        @Test
        void areNotMixed_whereTheyAreTwoMessages() {
            assertThat(classify(warning("This content isn't available"), warning("We will try again later")))
                    .hasValue(FailureKind.UNAVAILABLE_UNCLEAR);
        }
    }

    @Nested
    final class AGenericError {
        private final LogLine nothingCameBack = error("[youtube] id: Failed to extract any player response");
        private final LogLine noFormats = error("[youtube] id: No video formats found!; please report this issue on x");

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "UPSTREAM_THROTTLED | [youtube] Unable to download API page: HTTP Error 429: Too Many Requests",
                    "UPSTREAM_FORBIDDEN | [youtube] Unable to download API page: HTTP Error 403: Forbidden",
                    "UPSTREAM_ERROR | [youtube] Unable to download API page: HTTP Error 502: Bad Gateway",
                    "NETWORK_TIMEOUT | [youtube] The read operation timed out. Retrying (1/1)...",
                    "NETWORK_ERROR | [youtube] Failed to resolve 'www.youtube.com'",
                    "PROXY_ERROR | [youtube] Unable to connect to proxy",
                    "BOT_CHECK | [youtube] Sign in to confirm you're not a bot",
                    "PRIVATE | [youtube] Private video"
                })
        void hasItsCause_inTheWarningBefore(FailureKind kind, String text) {
            assertThat(classify(warning(text), nothingCameBack)).hasValue(kind);
            assertThat(classify(warning(text), noFormats)).hasValue(kind);
        }

        @Test
        void speaksForItself_whereTheWarningsSayNothing() {
            assertThat(classify(nothingCameBack)).hasValue(FailureKind.NO_PLAYER_RESPONSE);
            assertThat(classify(warning("Your yt-dlp version is older than 90 days"), nothingCameBack))
                    .hasValue(FailureKind.NO_PLAYER_RESPONSE);
        }

        @Test
        void isSabrOnly_whereTheWarningSaysThatUrlsAreMissing() {
            LogLine sabr = warning("[youtube] id: Some web client https formats have been skipped as they are missing a"
                    + " URL. YouTube is forcing SABR streaming for this client.");

            assertThat(classify(sabr, noFormats)).hasValue(FailureKind.NO_FORMATS);
        }

        @Test
        void isNotReplaced_byAWarningThatIsAsGeneric() {
            assertThat(classify(warning("[youtube] id: n challenge solving failed"), nothingCameBack))
                    .hasValue(FailureKind.NO_PLAYER_RESPONSE);
        }
    }

    @Nested
    final class ATellingError {
        @Test
        void isNotDoubted_forAWarningAboutTheSolver() {
            LogLine solver = warning("[youtube] id: n challenge solving failed: Some formats may be missing");

            assertThat(classify(solver, error("[youtube] id: Private video"))).hasValue(FailureKind.PRIVATE);
            assertThat(classify(solver, error("[youtube] id: Video unavailable")))
                    .hasValue(FailureKind.VIDEO_NOT_FOUND);
        }

        @Test
        void isNotDoubted_forARetryThatWasWarnedOf() {
            assertThat(classify(
                            warning("[youtube] The read operation timed out. Retrying (1/1)..."),
                            error("[youtube] id: This video has been removed by the uploader")))
                    .hasValue(FailureKind.REMOVED);
        }
    }

    @Nested
    final class WarningsAlone {
        @Test
        void tellTheReason_andTheSolverLast() {
            assertThat(classify(
                            warning("[youtube] id: n challenge solving failed"),
                            warning("[youtube] id: Private video")))
                    .hasValue(FailureKind.PRIVATE);
            assertThat(classify(warning("[youtube] id: n challenge solving failed")))
                    .hasValue(FailureKind.SOLVER_FAILED);
        }
    }

    /** Whoever asks chooses the id. */
    @ParameterizedTest
    @ValueSource(strings = {"copyrightAA", "socksBBBBBB", "-ssl-ssl-s-", "memoryerror"})
    void looksNotAtTheId_whateverItSpells(String id) {
        assertThat(classify(error("[youtube] " + id + ": Failed to extract any player response")))
                .hasValue(FailureKind.NO_PLAYER_RESPONSE);
        assertThat(classify(
                        error("[youtube] " + id + ": Failed to extract any player response"),
                        warning("[youtube] " + id + ": Unable to download webpage: HTTP Error 429: Too Many Requests")))
                .hasValue(FailureKind.UPSTREAM_THROTTLED);
    }

    @Test
    void knowsNothing_whereNothingKnownIsSaid() {
        assertThat(classify()).isEmpty();
        assertThat(classify(error("expected string or bytes-like object, got 'NoneType'")))
                .isEmpty();
        assertThat(classify(error(""), warning("Your yt-dlp version is older than 90 days")))
                .isEmpty();
    }

    @Property
    void neverThrows(@ForAll List<String> errors, @ForAll List<String> warnings) {
        List<LogLine> log = new ArrayList<>();
        errors.forEach(text -> log.add(error(text)));
        warnings.forEach(text -> log.add(warning(text)));

        assertThat(FailureClassifier.classify(log)).isNotNull();
    }

    private static Optional<FailureKind> classify(LogLine... log) {
        return FailureClassifier.classify(List.of(log));
    }

    private static LogLine error(String text) {
        return new LogLine(Level.ERROR, text);
    }

    private static LogLine warning(String text) {
        return new LogLine(Level.WARNING, text);
    }
}
