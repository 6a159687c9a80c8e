package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.JobResult.Outcome;

/** How a server ends, and what is still heard of it. */
@Timeout(300)
final class ForkServerEndTest extends ForkServerScene {
    @Nested
    final class AtTheEnd {
        /** Its end may be known before its last words are read. */
        @Test
        void isHeardOut_thoughItIsDead() {
            CountDownLatch dead = new CountDownLatch(1);
            ForkServer server = start(
                    SAY_READY + "job = hear()\nsay(op='result', id=job['id'], outcome='done', ready=2)\nsys.exit(0)\n",
                    readerAfter(dead));
            CompletableFuture<JobResult> result = server.run(FakePrograms.job(AMPLE));

            tellTheEnd(server, dead);

            assertThat(server.ready().join().ytDlpVersion()).isEqualTo("2026.01.01");
            assertThat(result.join().outcome()).isEqualTo(Outcome.DONE);
        }

        @Test
        void isHeardOut_whenItHasRefused() {
            CountDownLatch dead = new CountDownLatch(1);
            ForkServer server = start("say(op='refused', reason='too old')\nsys.exit(3)\n", readerAfter(dead));

            tellTheEnd(server, dead);

            assertThat(server.ready())
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RefusedException.class)
                    .withMessageEndingWith("too old");
        }

        @Test
        void hasEnded_thoughSomethingHoldsItsOutputOpen() throws IOException {
            Path held = directory.resolve("held");
            ForkServer server = start("import subprocess\nchild = subprocess.Popen(['sleep', '300'])\nopen('" + held
                    + "', 'w').write(str(child.pid))\n" + SAY_READY + "hear()\nos.kill(os.getpid(), 9)\n");
            try {
                JobResult result = server.run(FakePrograms.job(AMPLE)).join();

                assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
                assertThat(server.ended()).succeedsWithin(10, TimeUnit.SECONDS);
            } finally {
                FakePrograms.end(held);
            }
        }

        /** Runs the second of the server's tasks, which reads, only once the gate is open. */
        private Executor readerAfter(CountDownLatch gate) {
            AtomicInteger tasks = new AtomicInteger();
            return task -> {
                boolean reader = tasks.incrementAndGet() == 2;
                threads.execute(() -> {
                    try {
                        if (reader) {
                            gate.await();
                        }
                        task.run();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                });
            };
        }

        /** Opens the gate half a second after the server's death, which is when everybody knows of it. */
        private void tellTheEnd(ForkServer server, CountDownLatch gate) {
            CompletableFuture<?> end = ProcessHandle.of(server.pid())
                    .<CompletableFuture<?>>map(ProcessHandle::onExit)
                    .orElse(CompletableFuture.completedFuture("before this was asked"));
            var unused = end.thenRunAsync(
                    gate::countDown, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS, threads));
        }

        @Test
        void crashesAJob_thatComesTooLate() {
            ForkServer server = start(SAY_READY);
            server.ended().join();

            assertThat(server.run(FakePrograms.job(AMPLE)).join().outcome()).isEqualTo(Outcome.CRASHED);
        }

        @Test
        void seesTheEndOfInput_whenClosed() {
            ForkServer server =
                    start(SAY_READY + "hear()\nopen('" + directory + "/end', 'w').write('seen')\nsys.exit(0)\n");
            server.ready().join();

            server.close();

            assertThat(server.ended()).succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(directory.resolve("end")).hasContent("seen");
        }

        @Test
        void letsItsJobsFinish_whenRetired() {
            ForkServer server = start(SAY_READY + "job = hear()\nwhile not os.path.exists('" + directory
                    + "/gate'): time.sleep(0.02)\n"
                    + "say(op='result', id=job['id'], outcome='done', ready=2)\nhear()\nsys.exit(0)\n");
            CompletableFuture<JobResult> result = server.run(FakePrograms.job(AMPLE));

            server.retire();
            FakePrograms.program(directory, "gate", "");

            assertThat(result.join().outcome()).isEqualTo(Outcome.DONE);
            assertThat(server.ended()).succeedsWithin(10, TimeUnit.SECONDS);
        }

        /** Jobs are put in while the server dies: whichever way that race goes, each of them ends. */
        @Test
        void leavesNoJobBehind_whenItDiesWhileTheyCome() throws InterruptedException {
            ForkServer server = start(SAY_READY + "hear()\nos.kill(os.getpid(), 9)\n");
            server.ready().join();
            int callers = 8;
            CountDownLatch gate = new CountDownLatch(1);
            List<CompletableFuture<List<CompletableFuture<JobResult>>>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            List<CompletableFuture<JobResult>> results = new ArrayList<>();
                            try {
                                gate.await();
                            } catch (InterruptedException stop) {
                                throw new AssertionError(stop);
                            }
                            for (int i = 0; i < 200 || !server.ended().isDone(); i++) {
                                results.add(server.run(FakePrograms.job(AMPLE)));
                            }
                            return results;
                        },
                        threads));
            }

            gate.countDown();

            for (CompletableFuture<List<CompletableFuture<JobResult>>> results : all) {
                for (CompletableFuture<JobResult> result : results.join()) {
                    assertThat(result).succeedsWithin(5, TimeUnit.SECONDS);
                }
            }
        }
    }
}
