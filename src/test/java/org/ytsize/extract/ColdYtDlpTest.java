package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.extract.JobResult.Outcome;
import org.ytsize.extract.LogLine.Level;
import org.ytsize.settings.Egress;

@Timeout(300)
final class ColdYtDlpTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final long MAX_OUTPUT = 100_000;

    @TempDir
    private Path directory = Path.of("replaced");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ColdYtDlp> engines = new ArrayList<>();

    @AfterEach
    void endAll() {
        engines.forEach(ColdYtDlp::close);
        threads.shutdownNow();
    }

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
                    Duration.ofSeconds(2));

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

    @Nested
    final class TheEngine {
        /** Whoever gives a job may hold a lock: nothing that blocks is done before {@code run} returns. */
        @Test
        void startsNothing_onTheThreadOfItsCaller() {
            Path begun = directory.resolve("begun");
            List<Runnable> tasks = new ArrayList<>();
            ColdYtDlp engine = engine("echo > " + begun + "; echo null", tasks::add);

            List<ProcessHandle> before = ProcessHandle.current().children().toList();

            CompletableFuture<JobResult> result = engine.run(FakePrograms.job(AMPLE));

            assertThat(tasks).hasSize(1);
            assertThat(ProcessHandle.current().children()).isSubsetOf(before);
            result.cancel(false);
            tasks.get(0).run();
            assertThat(begun).doesNotExist();
        }

        @Test
        void leavesNoProcess_noZombie_andNoDescriptor_afterManyJobs() throws IOException {
            ColdYtDlp engine = engine("echo null");
            runTenAtOnce(engine);
            long before = descriptors();

            for (int i = 0; i < 20; i++) {
                runTenAtOnce(engine);
            }

            await().until(() -> ProcessHandle.current().descendants().findAny().isEmpty());
            await().until(() -> descriptors() <= before + 3);
        }

        private void runTenAtOnce(ColdYtDlp engine) {
            List<CompletableFuture<JobResult>> results = Stream.generate(
                            () -> engine.run(FakePrograms.jobWithCookies()))
                    .limit(10)
                    .toList();
            results.forEach(result -> assertThat(result.join().outcome()).isEqualTo(Outcome.DONE));
        }

        private long descriptors() throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return open.count();
            }
        }

        @Test
        void waitsForNobody_whoHoldsTheOutputOpen() throws IOException {
            Path escaped = directory.resolve("escaped");
            ColdYtDlp engine = engine(FakePrograms.escape(escaped) + "echo null");
            try {
                CompletableFuture<JobResult> result = engine.run(FakePrograms.job(Duration.ofSeconds(3)));
                engine.retire();

                assertThat(result.orTimeout(15, TimeUnit.SECONDS).join().outcome())
                        .isEqualTo(Outcome.TIMEOUT);
                assertThat(engine.ended()).isCompleted();
            } finally {
                FakePrograms.end(escaped);
            }
        }

        @Test
        void ends_onceItIsRetired_andIdle() {
            Path gate = directory.resolve("gate");
            ColdYtDlp engine = engine("while [ ! -e " + gate + " ]; do sleep 0.02; done; echo null");
            CompletableFuture<JobResult> result = engine.run(FakePrograms.job(AMPLE));

            engine.retire();
            assertThat(engine.ended()).isNotDone();
            FakePrograms.program(directory, "gate", "");

            assertThat(result.join().outcome()).isEqualTo(Outcome.DONE);
            assertThat(engine.ended()).succeedsWithin(10, TimeUnit.SECONDS);
        }

        @Test
        void endsAtOnce_whenRetiredWhileIdle() {
            ColdYtDlp engine = engine("echo null");

            engine.retire();

            assertThat(engine.ended()).isCompleted();
        }

        @Test
        void endsItsJobs_whenClosed() {
            Path pid = directory.resolve("pid");
            ColdYtDlp engine = engine("echo $$ > " + pid + "; sleep 300");
            CompletableFuture<JobResult> result = engine.run(FakePrograms.job(AMPLE));
            await().until(() -> Files.exists(pid) && Files.size(pid) > 0);

            engine.close();

            assertThat(result.join().outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(engine.ended()).isCompleted();
            await().until(() -> FakePrograms.isGone(pid));
        }
    }

    private JobResult run(String shell) {
        return run(shell, AMPLE);
    }

    private JobResult run(String shell, Duration timeout) {
        return engine(shell)
                .run(FakePrograms.job(timeout))
                .orTimeout(15, TimeUnit.SECONDS)
                .join();
    }

    private ColdYtDlp engine(String shell) {
        return engine(shell, threads);
    }

    private ColdYtDlp engine(String shell, Executor executor) {
        Path program = FakePrograms.shell(directory, shell);
        ColdCommand command =
                new ColdCommand(program, FakePrograms.settings(Map.of()).ytDlp());
        EngineInfo info = new EngineInfo("process-per-job", "1", "", List.of(program), 0);
        ColdYtDlp engine = new ColdYtDlp(command, MAX_OUTPUT, executor, info);
        engines.add(engine);
        return engine;
    }
}
