package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.LogLine.Level;

/** What yt-dlp warns of where it finds no formats, which it is told not to take for an error. */
final class FailureClassifierWarningsTest {
    @Nested
    final class ARetry {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "PRIVATE | Private video",
                    "REMOVED | This video has been removed by the uploader",
                    "UPCOMING | Premieres in 30 minutes"
                })
        void isNoReason_whereYouTubeGaveOne(FailureKind kind, String reason) {
            assertThat(classify(
                            "[youtube] [Errno 104] Connection reset by peer. Retrying (1/1)...", "[youtube] " + reason))
                    .hasValue(kind);
            assertThat(classify(
                            "[youtube] HTTP Error 503: Service Unavailable. Retrying (1/1)...", "[youtube] " + reason))
                    .hasValue(kind);
        }

        @Test
        void isTheReason_whereNothingElseIs() {
            assertThat(classify("[youtube] [Errno 104] Connection reset by peer. Retrying (1/1)..."))
                    .hasValue(FailureKind.NETWORK_ERROR);
        }

        @Test
        void thatDidNotHelp_staysTheReason() {
            assertThat(classify(
                            "[youtube] The read operation timed out. Retrying (1/1)...",
                            "[youtube] Unable to download API page: The read operation timed out",
                            "[youtube] Private video"))
                    .hasValue(FailureKind.NETWORK_TIMEOUT);
        }
    }

    @Nested
    final class AReason {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Something that nobody has heard of yet",
                    "This video is resting. It will be back",
                    "This video is resting\nIt will be back"
                })
        void isUnclear_whereNoRuleKnowsIt(String reason) {
            assertThat(classify("[youtube] " + reason)).hasValue(FailureKind.UNAVAILABLE_UNCLEAR);
            assertThat(classify("[youtube] Read timed out. Retrying (1/1)...", "[youtube] " + reason))
                    .hasValue(FailureKind.UNAVAILABLE_UNCLEAR);
            assertThat(classify("[youtube] unable to extract JS player signature timestamp", "[youtube] " + reason))
                    .hasValue(FailureKind.UNAVAILABLE_UNCLEAR);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[youtube] Unable to fetch GVS PO Token for web client: Missing required Visitor Data.",
                    "[youtube] Skipping client \"tv\" since it does not support cookies",
                    "[youtube] No title found in player responses; falling back to title from initial data.",
                    "[youtube] unable to extract JS player signature timestamp; please report this issue on  x",
                    "[youtube] dQw4w9WgXcQ: Some formats are possibly damaged. They will be deprioritized",
                    "[youtube] [pot:cache] An odd provider",
                    "Your yt-dlp version is older than 90 days"
                })
        void isMissing_whereOnlyYtDlpSaysSomething(String text) {
            assertThat(classify(text)).hasValue(FailureKind.NO_FORMATS);
            assertThat(classify()).hasValue(FailureKind.NO_FORMATS);
        }

        @Test
        void isWantedOnlyWhereFormatsAreMissing() {
            assertThat(FailureClassifier.classify(
                            List.of(new LogLine(Level.WARNING, "[youtube] Something that nobody has heard of yet"))))
                    .isEmpty();
        }
    }

    /** {@code warnings}, and what always follows. */
    private static Optional<FailureKind> classify(String... warnings) {
        return FailureClassifier.classify(Stream.concat(
                        Stream.of(warnings),
                        Stream.of(
                                "Extractor failed to obtain \"title\". Creating a generic title instead",
                                "No video formats found!",
                                "Requested format is not available"))
                .map(text -> new LogLine(Level.WARNING, text))
                .toList());
    }
}
