package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.settings.Settings;

@Timeout(300)
final class YtDlpTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final String ANSWERS = "echo '" + FakePrograms.ANSWER + "'";
    private static final String SAY_READY =
            "say(op='ready', version='2026.02.02', python='3', sizesOnly=True, why=None, files=[start['script']])\n";
    private static final String ANSWER_ALL = """
            while job := hear():
                say(op='result', id=job['id'], outcome='done', ready=2, info=json.loads('%s'))
            """.formatted(FakePrograms.ANSWER);

    private static final Logger QUIET = Logger.getLogger("org.ytsize.extract");

    @BeforeAll
    static void logNothing() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        QUIET.setLevel(null);
    }

    @TempDir
    private Path directory = Path.of("replaced");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HandTimer timer = new HandTimer();
    private final List<YtDlp> all = new ArrayList<>();

    @AfterEach
    void endAll() {
        all.forEach(YtDlp::close);
        timer.shutdownNow();
        threads.shutdownNow();
    }

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
            CompletableFuture<Extraction> extraction = ytDlp.extract(FakePrograms.job(Duration.ofMillis(300)));

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

    @Nested
    final class WhereNothingCanBeStarted {
        @Test
        void saysWhy_andTriesAgain_everMoreSeldom() throws IOException {
            Path authorities = Files.writeString(directory.resolve("ca.pem"), "authority");
            Settings settings = settings(Map.of("YTDLP_CA_CERTS", authorities.toString()));
            FakePrograms.shell(directory, ANSWERS);
            Files.delete(authorities);
            YtDlp ytDlp = ytDlp(settings, threads);

            for (int failed = 1; failed <= 9; failed++) {
                int soFar = failed;
                await().until(() -> timer.pauses.size() == soFar);
                timer.look();
                timer.look();
                if (failed < 9) {
                    timer.runLater(failed - 1);
                }
            }
            assertThat(timer.pauses).containsExactly(0L, 500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L);
            assertThat(kindOf(ask(ytDlp))).isEqualTo(FailureKind.TOOL_MISSING);
            assertThat(ytDlp.stats().remark()).contains("ca.pem");

            Files.writeString(authorities, "authority");
            timer.runLater(8);
            await().until(() -> ask(ytDlp) instanceof Extraction.Found);
        }

        /** The engine of before goes on; what is broken on disk is tried ever more seldom, and what is mended at once and once. */
        @Test
        void triesWhatIsBroken_everMoreSeldom_besideAnEngineThatGoesOn() {
            FakePrograms.interpreter(directory, SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);
            FakePrograms.interpreter(directory, "os.kill(os.getpid(), 9)\n");
            timer.look();
            timer.look();

            for (int failed = 1; failed <= 4; failed++) {
                int soFar = failed;
                await().until(() -> timer.pauses.size() == soFar);
                for (int i = 0; i < 4; i++) {
                    timer.look();
                }
                if (failed < 4) {
                    timer.runLater(failed - 1);
                }
            }
            assertThat(timer.pauses).containsExactly(0L, 500L, 1000L, 2000L);
            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);
            assertThat(ytDlp.stats().starts()).isEqualTo(5);

            long old = ytDlp.stats().serverPid();
            FakePrograms.interpreter(directory, "# mended\n" + SAY_READY + ANSWER_ALL);
            timer.look();
            timer.look();
            await().until(() -> ytDlp.stats().serverPid() != old);
            for (int leftover = 0; leftover < 4; leftover++) {
                timer.runLater(leftover);
            }
            assertThat(ytDlp.stats().starts()).isEqualTo(6);
        }

        @Test
        void noticesWhatIsReplaced_whileTheFirstEngineStarts() {
            FakePrograms.interpreter(
                    directory,
                    "if not os.path.exists(here + '/replaced'):\n    open(here + '/replaced', 'w')\n"
                            + "    os.utime(start['script'], (1, 1))\n" + SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);

            timer.look();
            timer.look();

            await().until(() -> ytDlp.stats().starts() == 2);
        }

        @Test
        void triesAgainAtOnce_onceAnEngineHasLivedForAWhile() {
            FakePrograms.interpreter(directory, SAY_READY + "hear()\nos.kill(os.getpid(), 9)\n");
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);
            await().until(() -> timer.pauses.size() == 1);
            timer.runLater(0);
            ask(ytDlp);
            await().until(() -> timer.pauses.size() == 2);
            timer.runLater(1);
            await().until(() -> ytDlp.stats().mode().equals("fork-server"));

            timer.look();
            timer.look();
            ask(ytDlp);

            await().until(() -> timer.pauses.size() == 3);
            assertThat(timer.pauses).containsExactly(0L, 500L, 0L);
        }
    }

    @Nested
    final class WhateverGoesWrong {
        @Test
        void looksAtTheDiskAgain() {
            FakePrograms.shell(directory, "echo null");
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);
            FakePrograms.shell(directory, "sleep 0; " + ANSWERS);
            AtomicInteger thrown = new AtomicInteger();
            Logger log = Logger.getLogger(YtDlp.class.getName());
            log.setLevel(Level.INFO);
            log.setUseParentHandlers(false);
            log.setFilter(line -> {
                if (line.getMessage().contains("has changed") && thrown.incrementAndGet() == 1) {
                    throw new IllegalStateException("whatever");
                }
                return false;
            });
            try {
                timer.look();
                timer.look();
                timer.look();
            } finally {
                log.setFilter(null);
                log.setUseParentHandlers(true);
                log.setLevel(null);
            }

            assertThat(thrown).hasValue(2);
            await().until(() -> ask(ytDlp) instanceof Extraction.Found);
        }

        @Test
        void startsAgain_whereNoThreadCouldBeHad() {
            AtomicBoolean full = new AtomicBoolean(true);
            FakePrograms.shell(directory, ANSWERS);
            YtDlp ytDlp = ytDlp(Map.of(), task -> {
                if (full.get()) {
                    throw new RejectedExecutionException("full");
                }
                threads.execute(task);
            });
            assertThat(kindOf(ask(ytDlp))).isEqualTo(FailureKind.TOOL_MISSING);

            full.set(false);
            timer.runLater(0);

            await().until(() -> ask(ytDlp) instanceof Extraction.Found);
        }
    }

    private static Extraction ask(YtDlp ytDlp) {
        return ytDlp.extract(FakePrograms.job(AMPLE)).join();
    }

    private static FailureKind kindOf(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        return ((Extraction.Failed) extraction).failure().kind();
    }

    private YtDlp ytDlp(Map<String, String> variables, Executor executor) {
        return ytDlp(settings(variables), executor);
    }

    private YtDlp ytDlp(Settings settings, Executor executor) {
        Engines engines = new Engines(settings.ytDlp(), settings.workers(), executor);
        YtDlp ytDlp = new YtDlp(settings.ytDlp().path(), engines, timer, InstantSource.system());
        all.add(ytDlp);
        return ytDlp;
    }

    private Settings settings(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("YTDLP_PATH", directory + "/yt-dlp");
        return FakePrograms.settings(variables);
    }

    /** Runs nothing by itself: the test says when time has passed. */
    private static final class HandTimer extends ScheduledThreadPoolExecutor {
        private final List<Runnable> looks = new CopyOnWriteArrayList<>();
        private final List<Runnable> later = new CopyOnWriteArrayList<>();
        private final List<Long> pauses = new CopyOnWriteArrayList<>();

        HandTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            looks.add(task);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later.add(task);
            pauses.add(unit.toMillis(delay));
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void look() {
            looks.forEach(Runnable::run);
        }

        void runLater(int index) {
            later.get(index).run();
        }
    }
}
