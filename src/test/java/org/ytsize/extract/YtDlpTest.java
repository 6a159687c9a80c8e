package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which engine runs the jobs. */
@Timeout(300)
final class YtDlpTest extends YtDlpScene {
    @Nested
    final class WhileItStarts {
        private final CountDownLatch gate = new CountDownLatch(1);
        private final Executor late = task -> threads.execute(() -> {
            try {
                gate.await();
            } catch (InterruptedException stop) {
                return;
            }
            task.run();
        });

        @Test
        void letsJobsWait_andThenRunsThem() {
            FakePrograms.shell(directory, ANSWERS);
            YtDlp ytDlp = ytDlp(Map.of(), late);

            CompletableFuture<Extraction> extraction = ytDlp.extract(FakePrograms.job(AMPLE));
            assertThat(ytDlp.stats().mode()).isEqualTo("starting");
            assertThat(ytDlp.stats().available()).isTrue();
            assertThat(extraction).isNotDone();

            gate.countDown();
            assertThat(extraction.join()).isInstanceOf(Extraction.Found.class);
        }

        @Test
        void letsNoJobWait_beyondItsTime() {
            FakePrograms.shell(directory, ANSWERS);
            YtDlp ytDlp = ytDlp(Map.of(), late);

            assertThat(kindOf(ytDlp.extract(FakePrograms.job(Duration.ofMillis(1)))
                            .join()))
                    .isEqualTo(FailureKind.TOOL_CRASH);
        }

        @Test
        void endsWhatItHasStarted_ifItWasClosedMeanwhile() {
            Path pid = directory.resolve("pid");
            FakePrograms.interpreter(
                    directory, "open('" + pid + "', 'w').write(str(os.getpid()))\n" + SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), late);
            ytDlp.close();

            gate.countDown();

            await().until(() -> Files.exists(pid) && FakePrograms.isGone(pid));
            assertThat(ytDlp.stats().mode()).isEqualTo("starting");
        }
    }

    @Nested
    final class WithoutYtDlp {
        @Test
        void saysSo() {
            YtDlp ytDlp = ytDlp(Map.of(), threads);

            assertThat(kindOf(ask(ytDlp))).isEqualTo(FailureKind.TOOL_MISSING);
            assertThat(ytDlp.stats().available()).isFalse();
            assertThat(ytDlp.stats().path()).isEqualTo(directory + "/yt-dlp");
        }

        @Test
        void doesNotStartAgainAndAgain() {
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);

            timer.look();
            timer.look();
            timer.look();

            assertThat(ytDlp.stats().starts()).isEqualTo(1);
        }

        @Test
        void findsIt_onceItIsInstalled() {
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);

            FakePrograms.shell(directory, ANSWERS);
            timer.look();
            assertThat(ytDlp.stats().starts()).isEqualTo(1);
            timer.look();

            await().until(() -> ytDlp.stats().available());
            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);
        }
    }

    @Nested
    final class WithAProgram {
        @Test
        void startsItAnewForEachJob_andSaysWhy() {
            FakePrograms.shell(directory, ANSWERS);
            YtDlp ytDlp = ytDlp(Map.of(), threads);

            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);
            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);

            ExtractorStats stats = ytDlp.stats();
            assertThat(stats.mode()).isEqualTo("process-per-job");
            assertThat(stats.version()).isEqualTo("2026.01.01");
            assertThat(stats.remark()).isNotEmpty();
            assertThat(stats.jobs()).isEqualTo(2);
            assertThat(stats.crashes()).isZero();
            assertThat(stats.starts()).isEqualTo(1);
        }

        @Test
        void takesTheNewOne_onceItsFileStaysAsItIs() {
            FakePrograms.shell(directory, "echo null");
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            assertThat(kindOf(ask(ytDlp))).isEqualTo(FailureKind.BAD_OUTPUT);

            FakePrograms.shell(directory, "sleep 0; " + ANSWERS);
            timer.look();
            FakePrograms.shell(directory, "sleep 0; sleep 0; " + ANSWERS);
            timer.look();
            assertThat(ytDlp.stats().starts())
                    .as("while the file still changes")
                    .isEqualTo(1);
            timer.look();

            await().until(() -> ask(ytDlp) instanceof Extraction.Found);
            assertThat(ytDlp.stats().starts()).isEqualTo(2);
            timer.look();
            timer.look();
            assertThat(ytDlp.stats().starts()).as("once the file is known").isEqualTo(2);
        }

        @Test
        void letsTheOldOneFinish_whatItHasBegun() {
            Path gate = directory.resolve("gate");
            FakePrograms.shell(
                    directory,
                    "echo > " + directory + "/begun; while [ ! -e " + gate + " ]; do sleep 0.02; done; " + ANSWERS);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            CompletableFuture<Extraction> old = ytDlp.extract(FakePrograms.job(AMPLE));
            await().until(() -> Files.exists(directory.resolve("begun")));

            FakePrograms.shell(directory, "echo null");
            timer.look();
            timer.look();
            await().until(() -> kindOf(ask(ytDlp)) == FailureKind.BAD_OUTPUT);
            FakePrograms.program(directory, "gate", "");

            assertThat(old.join()).isInstanceOf(Extraction.Found.class);
        }

        @Test
        void countsCrashes() {
            FakePrograms.shell(directory, "kill -9 $$");
            YtDlp ytDlp = ytDlp(Map.of(), threads);

            assertThat(kindOf(ask(ytDlp))).isEqualTo(FailureKind.TOOL_CRASH);
            assertThat(ytDlp.stats().crashes()).isEqualTo(1);
        }

        @Test
        void endsTheJob_whenNobodyWantsItAnyMore() {
            Path pid = directory.resolve("pid");
            FakePrograms.shell(directory, "echo $$ > " + pid + "; sleep 300");
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            CompletableFuture<Extraction> extraction = ytDlp.extract(FakePrograms.job(Duration.ofSeconds(3)));

            assertThat(kindOf(extraction.join())).isEqualTo(FailureKind.TIMEOUT);
            await().until(() -> FakePrograms.isGone(pid));
        }
    }

    @Nested
    final class WithAScript {
        @Test
        void runsJobsInItsForkServer() {
            FakePrograms.interpreter(directory, SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);

            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);

            ExtractorStats stats = ytDlp.stats();
            assertThat(stats.mode()).isEqualTo("fork-server");
            assertThat(stats.version()).isEqualTo("2026.02.02");
            assertThat(stats.remark()).isEmpty();
            assertThat(ProcessHandle.of(stats.serverPid())).isPresent();
        }

        @Test
        void startsAnotherServer_whenOneDies() {
            FakePrograms.interpreter(
                    directory,
                    SAY_READY + "if not os.path.exists(here + '/died'):\n" + "    hear()\n"
                            + "    open(here + '/died', 'w')\n" + "    os.kill(os.getpid(), 9)\n" + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);

            assertThat(kindOf(ask(ytDlp))).isEqualTo(FailureKind.TOOL_CRASH);
            await().until(() -> timer.pauses.size() == 1);
            CompletableFuture<Extraction> waiting = ytDlp.extract(FakePrograms.job(AMPLE));
            assertThat(waiting).isNotDone();
            timer.runLater(0);

            assertThat(waiting.join()).isInstanceOf(Extraction.Found.class);
            assertThat(timer.pauses).containsExactly(0L);
            assertThat(ytDlp.stats().starts()).isEqualTo(2);
            assertThat(ytDlp.stats().crashes()).isEqualTo(1);
        }

        @Test
        void startsAnotherServer_whenOneIsKilledWhileItStarts() {
            FakePrograms.interpreter(
                    directory,
                    "if not os.path.exists(here + '/died'):\n    open(here + '/died', 'w')\n"
                            + "    os.kill(os.getpid(), 9)\n" + SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            await().until(() -> timer.pauses.size() == 1);

            timer.runLater(0);

            await().until(() -> ytDlp.stats().mode().equals("fork-server"));
            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);
        }

        @Test
        void runsItAsAProgram_whereTheServerCannotWorkWithIt() {
            FakePrograms.interpreter(directory, "say(op='refused', reason='too old')\nhear()\n");
            YtDlp ytDlp = ytDlp(Map.of(), threads);

            await().until(() -> ytDlp.stats().mode().equals("process-per-job"));

            assertThat(ytDlp.stats().remark()).contains("too old");
            assertThat(ytDlp.stats().version()).isEqualTo("2026.03.03");
        }

        @Test
        void endsTheServer_whenItIsClosed() {
            FakePrograms.interpreter(directory, SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);
            ProcessHandle server = ProcessHandle.of(ytDlp.stats().serverPid()).orElseThrow();

            ytDlp.close();

            await().until(() -> !server.isAlive());
            assertThat(ytDlp.stats().starts()).isEqualTo(1);
        }
    }
}
