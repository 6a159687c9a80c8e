package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.settings.Settings;

/** When an engine is started again. */
@Timeout(300)
final class YtDlpRestartTest extends YtDlpScene {
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

        /** Though that would run as a program: the one that is there answers more, for less. */
        @Test
        void keepsItsForkServer_whereNoneCanWorkWithTheReplacement_untilThatIsMended() {
            FakePrograms.interpreter(directory, SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);
            long old = ytDlp.stats().serverPid();
            Path broken = FakePrograms.program(directory, "broken", "");
            FakePrograms.interpreter(directory, refusingWhile(broken) + SAY_READY + ANSWER_ALL);
            timer.look();
            timer.look();
            await().until(() -> timer.pauses.size() == 1);
            for (int i = 0; i < 4; i++) {
                timer.look();
            }

            assertThat(ytDlp.stats().starts()).isEqualTo(2);
            assertThat(ytDlp.stats().serverPid()).isEqualTo(old);
            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);

            delete(broken);
            timer.runLater(0);
            await().until(() -> ytDlp.stats().serverPid() != old);
            assertThat(ytDlp.stats().mode()).isEqualTo("fork-server");
        }

        @Test
        void runsItAsAProgram_onceItsForkServerIsGone_andItAloneIsLeft() {
            FakePrograms.interpreter(directory, SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            ask(ytDlp);
            long old = ytDlp.stats().serverPid();
            FakePrograms.interpreter(directory, "say(op='refused', reason='half of it')\nhear()\n");
            timer.look();
            timer.look();
            await().until(() -> timer.pauses.size() == 1);

            ProcessHandle.of(old).orElseThrow().destroyForcibly();
            await().until(() -> timer.pauses.size() == 2);
            timer.runLater(1);

            await().until(() -> ytDlp.stats().mode().equals("process-per-job"));
            assertThat(ytDlp.stats().remark()).contains("half of it");
        }

        /** Whatever was mended: of a package, few files are looked at. */
        @Test
        void hasAForkServerAgain_onceOneCanWorkWithWhatRanAsAProgram() {
            Path broken = FakePrograms.program(directory, "broken", "");
            FakePrograms.interpreter(directory, refusingWhile(broken) + SAY_READY + ANSWER_ALL);
            YtDlp ytDlp = ytDlp(Map.of(), threads);
            for (int failed = 1; failed <= 3; failed++) {
                int soFar = failed;
                await().until(() -> timer.pauses.size() == soFar);
                assertThat(ytDlp.stats().mode()).isEqualTo("process-per-job");
                timer.look();
                timer.look();
                if (failed == 3) {
                    delete(broken);
                }
                timer.runLater(failed - 1);
            }

            await().until(() -> ytDlp.stats().mode().equals("fork-server"));
            assertThat(timer.pauses).containsExactly(0L, 500L, 1000L);
            assertThat(ytDlp.stats().remark()).isEmpty();
            assertThat(ask(ytDlp)).isInstanceOf(Extraction.Found.class);
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

    private static String refusingWhile(Path file) {
        return "if os.path.exists('" + file
                + "'):\n    say(op='refused', reason='half of it')\n    hear()\n    sys.exit(3)\n";
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }
}
