package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.JobResult.Outcome;
import org.ytsize.extract.LogLine.Level;

final class ColdAnswerTest {
    private static final List<LogLine> REASON = List.of(new LogLine(Level.ERROR, "[youtube] x: Private video"));

    private static final Redaction NO_SECRETS = new Redaction(Optional.empty(), Optional.empty());

    @Nested
    final class Read {
        @Test
        void anObject_isTheMetadata() {
            JobResult result = read("{\"id\":\"x\"}\n", REASON, 0);

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(result.info()).containsKey("id");
            assertThat(result.log()).isEqualTo(REASON);
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "null\n", "[]"})
        void anythingElse_isNoMetadata(String printed) {
            JobResult result = read(printed, REASON, 1);

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(result.info()).isNull();
            assertThat(result.log()).isEqualTo(REASON);
        }

        @Test
        void nothing_isAnAnswer_onlyWithAReason() {
            assertThat(read("", REASON, 1).outcome()).isEqualTo(Outcome.DONE);
            assertThat(read("", List.of(), 0).outcome()).isEqualTo(Outcome.GARBAGE);
        }

        @Test
        void whatIsNotJson_isGarbage() {
            assertThat(read("{\"id\":", REASON, 0).outcome()).isEqualTo(Outcome.GARBAGE);
            assertThat(read("<html>", REASON, 0).outcome()).isEqualTo(Outcome.GARBAGE);
            assertThat(read("[".repeat(100_000), REASON, 0).outcome()).isEqualTo(Outcome.GARBAGE);
            assertThat(read("{\"a\":1e99999999999}", REASON, 0).outcome()).isEqualTo(Outcome.GARBAGE);
        }

        @Test
        void aSignal_isACrash() {
            assertThat(read("{\"id\":\"x\"}", REASON, 137).outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(read("", List.of(), 139).detail()).isEqualTo("exit 139");
        }

        @Test
        void optionsThatYtDlpRefuses_areNoCrash() {
            assertThat(read("", log("Usage: yt-dlp [OPTIONS] URL [URL...]\n\nyt-dlp: error: no such option: --x\n"), 2)
                            .outcome())
                    .isEqualTo(Outcome.USAGE);
        }

        @Test
        void aProgramThatCannotBeRun_isMissing() {
            assertThat(read("", List.of(new LogLine(Level.ERROR, "sh: exec: not found")), 127)
                            .outcome())
                    .isEqualTo(Outcome.MISSING);
            assertThat(read("", List.of(new LogLine(Level.ERROR, "permission denied")), 126)
                            .outcome())
                    .isEqualTo(Outcome.MISSING);
        }
    }

    @Nested
    final class Log {
        @Test
        void warningsAndErrors_areToldApart() {
            assertThat(log("WARNING: [youtube] a\nERROR: [youtube] b\n"))
                    .containsExactly(
                            new LogLine(Level.WARNING, "[youtube] a"), new LogLine(Level.ERROR, "[youtube] b"));
        }

        @Test
        void aLineWithoutAnyPrefix_belongsToTheOneBefore() {
            assertThat(log("ERROR: a\nThis video is available in Germany.\nWARNING: b"))
                    .containsExactly(
                            new LogLine(Level.ERROR, "a\nThis video is available in Germany."),
                            new LogLine(Level.WARNING, "b"));
        }

        @Test
        void aFirstLineWithoutAnyPrefix_isAnError() {
            assertThat(log("Traceback (most recent call last):\n  File x\n"))
                    .containsExactly(new LogLine(Level.ERROR, "Traceback (most recent call last):\n  File x"));
        }

        @Test
        void whatIsLong_isCutOff_afterItsSecretsAreHidden() {
            Redaction redaction = new Redaction(FakePrograms.jobWithCookies().cookies(), Optional.empty());
            String text = "a".repeat(3_998) + "s3cr3t";

            assertThat(ColdAnswer.log(bytes("ERROR: " + text), redaction))
                    .containsExactly(new LogLine(Level.ERROR, "a".repeat(3_998) + "**"));
        }

        @Test
        void silence_isNoLine() {
            assertThat(log("")).isEmpty();
        }

        @Test
        void secrets_areHidden_inEachLine() {
            Redaction redaction = new Redaction(FakePrograms.jobWithCookies().cookies(), Optional.empty());

            assertThat(ColdAnswer.log(bytes("WARNING: a s3cr3t\nERROR: b\ns3cr3t"), redaction))
                    .containsExactly(new LogLine(Level.WARNING, "a ***"), new LogLine(Level.ERROR, "b\n***"));
        }

        @Property
        void anything_canBeRead(@ForAll byte[] complaints) {
            assertThat(ColdAnswer.log(complaints, NO_SECRETS)).isNotNull();
        }
    }

    @Property
    void anything_canBeAnswered(@ForAll byte[] printed, @ForAll int status) {
        assertThat(ColdAnswer.read(printed, REASON, status).outcome()).isNotNull();
    }

    private static JobResult read(String printed, List<LogLine> log, int status) {
        return ColdAnswer.read(bytes(printed), log, status);
    }

    private static List<LogLine> log(String complaints) {
        return ColdAnswer.log(bytes(complaints), NO_SECRETS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
