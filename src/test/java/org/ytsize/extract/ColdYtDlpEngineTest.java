package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.JobResult.Outcome;

/** What the engine itself takes, leaves and ends. */
@Timeout(300)
final class ColdYtDlpEngineTest extends ColdYtDlpScene {
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
            long before = Processes.descriptors();

            for (int i = 0; i < 20; i++) {
                runTenAtOnce(engine);
            }

            await().until(() -> ProcessHandle.current().descendants().findAny().isEmpty());
            await().until(() -> Processes.descriptors() <= before + 3);
        }

        private void runTenAtOnce(ColdYtDlp engine) {
            List<CompletableFuture<JobResult>> results = Stream.generate(
                            () -> engine.run(FakePrograms.jobWithCookies()))
                    .limit(10)
                    .toList();
            results.forEach(result -> assertThat(result.join().outcome()).isEqualTo(Outcome.DONE));
        }

        @Test
        void waitsForNobody_whoHoldsTheOutputOpen() throws IOException {
            Path escaped = directory.resolve("escaped");
            ColdYtDlp engine = engine(FakePrograms.escape(escaped) + "echo null");
            try {
                CompletableFuture<JobResult> result = engine.run(FakePrograms.job(Duration.ofSeconds(6)));
                engine.retire();

                assertThat(result.orTimeout(15, TimeUnit.SECONDS).join().outcome())
                        .isEqualTo(Outcome.TIMEOUT);
                assertThat(engine.ended()).succeedsWithin(10, TimeUnit.SECONDS);
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
}
