package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.JobResult.Outcome;
import org.ytsize.extract.LogLine.Level;
import org.ytsize.settings.Egress;

/** What becomes of a job, by what its program does. */
@Timeout(300)
final class ColdYtDlpTest extends ColdYtDlpScene {
    @Nested
    final class AProgramThatEnds {
        @Test
        void hasAnswered() {
            JobResult result = run("echo 'WARNING: [youtube] a' >&2; echo '" + FakePrograms.ANSWER + "'");

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(result.info()).containsKey("formats");
            assertThat(result.log()).containsExactly(new LogLine(Level.WARNING, "[youtube] a"));
        }

        @Test
        void hasRefused_withNullAndAReason() {
            JobResult result = run("echo 'ERROR: [youtube] x: Private video' >&2; echo null; exit 1");

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(result.info()).isNull();
            assertThat(result.log()).containsExactly(new LogLine(Level.ERROR, "[youtube] x: Private video"));
        }

        @Test
        void doesNotKnowAnOption() {
            JobResult result = run("echo 'yt-dlp: error: no such option: --x' >&2; exit 2");

            assertThat(result.outcome()).isEqualTo(Outcome.USAGE);
        }

        @Test
        void wasKilledBySomebodyElse() {
            assertThat(run("kill -9 $$").outcome()).isEqualTo(Outcome.CRASHED);
        }

        @Test
        void hasPrintedNonsense() {
            assertThat(run("echo nonsense").outcome()).isEqualTo(Outcome.GARBAGE);
        }

        @Test
        void getsItsCookies_fromStandardInput() throws IOException {
            Path received = directory.resolve("received");

            JobResult result = engine("cat > " + received + "; echo null")
                    .run(FakePrograms.jobWithCookies())
                    .join();

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(received)
                    .hasContent("# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t0\tSID\ts3cr3t\n");
        }

        @Test
        void findsNothingOnStandardInput_withoutCookies() {
            Path received = directory.resolve("received");

            run("cat > " + received + "; echo null");

            assertThat(received).isEmptyFile();
        }
    }

    @Nested
    final class AProgramThatFloods {
        @Test
        void isEndedAtOnce_asTooLarge() {
            Path pid = directory.resolve("pid");

            JobResult result = run("echo $$ > " + pid + "; exec yes");

            assertThat(result.outcome()).isEqualTo(Outcome.TOO_LARGE);
            await().until(() -> FakePrograms.isGone(pid));
        }

        @Test
        void mayAnswer_justAsMuchAsIsAllowed() {
            int length = (int) MAX_OUTPUT - 2;

            assertThat(run("printf '\"'; head -c " + length + " /dev/zero | tr '\\0' a; printf '\"'")
                            .outcome())
                    .isEqualTo(Outcome.DONE);
            assertThat(run("printf '\"'; head -c " + (length + 1) + " /dev/zero | tr '\\0' a; printf '\"'")
                            .outcome())
                    .isEqualTo(Outcome.TOO_LARGE);
        }

        @Test
        void mayComplainEndlessly_andStillAnswer() {
            JobResult result =
                    run("echo 'ERROR: first' >&2; yes | head -c 3000000 >&2; echo '" + FakePrograms.ANSWER + "'");

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(result.info()).containsKey("formats");
            assertThat(result.log()).hasSize(1);
            assertThat(result.log().get(0).text()).startsWith("first\ny\n").hasSize(4_000);
        }
    }

    @Nested
    final class AProgramThatHangs {
        @Test
        void isKilled_withAllItsChildren() {
            Path pid = directory.resolve("pid");
            Path child = directory.resolve("child");

            JobResult result =
                    run("echo $$ > " + pid + "; sleep 300 & echo $! > " + child + "; trap '' TERM; wait", SHORT);

            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            await().until(() -> FakePrograms.isGone(pid) && FakePrograms.isGone(child));
        }

        @Test
        void isKilled_thoughItHasClosedItsOutput() {
            Path pid = directory.resolve("pid");

            JobResult result = run("echo $$ > " + pid + "; exec >&-; sleep 300", SHORT);

            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            await().until(() -> FakePrograms.isGone(pid));
        }

        @Test
        void isKilled_whenNobodyWantsItsAnswerAnyMore() {
            Path pid = directory.resolve("pid");
            CompletableFuture<JobResult> result =
                    engine("echo $$ > " + pid + "; sleep 300").run(FakePrograms.job(AMPLE));
            await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

            result.cancel(false);

            await().until(() -> FakePrograms.isGone(pid));
        }
    }

    @Nested
    final class AProgramThatTellsSecrets {
        private static final String QUOTES_ITS_COOKIES =
                "echo \"WARNING: skipping cookie file entry: $(tail -n 1)\" >&2; ";

        @Test
        void isNotRepeated_whenItEnds() {
            JobResult result = engine(QUOTES_ITS_COOKIES + "echo null")
                    .run(FakePrograms.jobWithCookies())
                    .join();

            assertThat(result.log()).hasSize(1);
            assertThat(result.log().get(0).text()).startsWith("skipping").endsWith("\t***");
        }

        @Test
        void isNotRepeated_whenItTakesTooLong() {
            ExtractionJob job = new ExtractionJob(
                    FakePrograms.VIDEO,
                    FakePrograms.jobWithCookies().cookies(),
                    ExtractionJob.Clients.STOCK,
                    Egress.DIRECT,
                    Duration.ofSeconds(6));

            JobResult result = engine(QUOTES_ITS_COOKIES + "sleep 300").run(job).join();

            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(result.log()).hasSize(1);
            assertThat(result.log().get(0).text()).endsWith("\t***");
        }

        @Test
        void isNotRepeated_whereItsComplaintsAreCutOff() {
            // Eleven bytes each, nineteen, and twelve of the last line: what is kept ends in the middle of the secret.
            String fill = "yes 'WARNING: a' | head -n 5955; echo 'WARNING: aaaaaaaaa'; printf 'WARNING: '; ";

            JobResult result = engine("{ " + fill + "tail -n 1 | cut -f 7; } >&2; echo null")
                    .run(FakePrograms.jobWithCookies())
                    .join();

            assertThat(result.log()).last().isEqualTo(new LogLine(Level.WARNING, "aaaaaaaaa"));
        }
    }

    @Nested
    final class AProgramThatCannotBeRun {
        @Test
        void isMissing() throws IOException {
            ColdYtDlp engine = engine("echo null");
            Files.delete(directory.resolve("yt-dlp"));

            assertThat(engine.run(FakePrograms.job(AMPLE)).join().outcome()).isEqualTo(Outcome.MISSING);
        }
    }
}
