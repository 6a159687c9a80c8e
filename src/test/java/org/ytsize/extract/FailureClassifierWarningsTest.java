package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** {@code warnings}, and what always follows. */
    private static Optional<FailureKind> classify(String... warnings) {
        return FailureClassifier.classify(Stream.concat(
                        Stream.of(warnings), Stream.of("No video formats found!", "Requested format is not available"))
                .map(text -> new LogLine(Level.WARNING, text))
                .toList());
    }
}
