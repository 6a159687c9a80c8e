package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
final class GuardedProcessTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    private Path directory = Path.of("replaced");

    @AfterEach
    void endWhatMayGetAway() throws IOException {
        if (isWritten("loner")) {
            FakePrograms.end(directory.resolve("loner"));
        }
    }

    @Nested
    final class AProgram {
        @Test
        void hasLimits() throws Exception {
            assertThat(answer("cat /proc/self/limits").replaceAll(" +", " "))
                    .contains(
                            "Max cpu time 22 22 seconds",
                            "Max data size 1073741824 1073741824 bytes",
                            "Max open files 256 256 files",
                            "Max core file size 0 0 bytes",
                            "Max file size unlimited");
        }

        @Test
        void keepsLimits_thatAreTighterAlready() throws Exception {
            ProcessBuilder tight = new ProcessBuilder(
                    "sh", "-c", "ulimit -n 100; exec \"$@\"", "tight", "sh", "-c", "ulimit -n; ulimit -c");
            GuardedProcess process = GuardedProcess.start(tight, TIME, 0);

            assertThat(process.answer()).hasContent("100\n0");
            assertThat(process.waitFor()).isZero();
        }

        @Test
        void isTheFirst_thatTheKernelEndsForWantOfMemory() throws Exception {
            assertThat(answer("cat /proc/self/oom_score_adj")).isEqualTo("1000\n");
        }

        @ParameterizedTest
        @CsvSource({"exit 0, 0", "exit 1, 1", "exit 101, 101", "kill -9 $$, 137", "kill -SEGV $$, 139", "/nowhere, 127"
        })
        void endsWithItsOwnStatus(String shell, int status) throws Exception {
            assertThat(start(shell).waitFor()).isEqualTo(status);
        }

        @Test
        void hasStatus127_whereThereIsNone_and126_whereItIsNoProgram() throws Exception {
            assertThat(GuardedProcess.start(new ProcessBuilder("/nowhere/yt-dlp"), TIME, 0)
                            .waitFor())
                    .isEqualTo(127);
            assertThat(GuardedProcess.start(new ProcessBuilder("/etc/passwd"), TIME, 0)
                            .waitFor())
                    .isEqualTo(126);
        }

        @Test
        void getsItsInput_butForTheLineEndsAtItsEnd() throws Exception {
            byte[] input = new byte[200_000];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) (1 + i % 255);
            }
            GuardedProcess process = GuardedProcess.start(new ProcessBuilder("cat"), TIME, input.length);

            process.give(input);

            assertThat(process.answer().readAllBytes()).isEqualTo(input);
        }

        @Test
        void hidesItsInput_fromWhoLooksAtProcesses() throws Exception {
            byte[] input = "s3cr3t".getBytes(StandardCharsets.UTF_8);
            ProcessBuilder look = shell(
                    "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'; ls -l /proc/$$/fd");
            GuardedProcess process = GuardedProcess.start(look, TIME, input.length);

            process.give(input);

            assertThat(new String(process.answer().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("guardian", " 0 -> pipe:")
                    .doesNotContain(new String(input, StandardCharsets.UTF_8), " 3 -> pipe:");
        }

        @Test
        void leavesNothingBehind_whenItEnds() throws Exception {
            assertThat(start("sleep 300 & echo $! > child; (sleep 300 & echo $! > orphan); exit 3")
                            .waitFor())
                    .isEqualTo(3);

            await().until(() -> isGone("child") && isGone("orphan"));
        }
    }

    @Nested
    final class Killed {
        @Test
        void leavesNothingBehind() throws Exception {
            GuardedProcess process = start(DISOBEDIENT);
            await().until(() -> isWritten("pid"));

            process.kill();

            await().until(() -> isGone("pid") && isGone("child") && isGone("orphan") && isGone("loner"));
            assertThat(process.waitFor()).isEqualTo(137);
        }

        @Test
        void mayTidyUp() throws Exception {
            GuardedProcess process = start(
                    "trap 'rm unpacked; exit' TERM; echo > unpacked; echo $$ > pid; while :; do sleep 0.02; done");
            await().until(() -> isWritten("pid"));

            process.kill();

            await().until(() -> isGone("pid"));
            assertThat(directory.resolve("unpacked")).doesNotExist();
        }

        @Test
        void isKilled_evenBeforeItHasBegun() throws Exception {
            Map<Path, GuardedProcess> processes = new HashMap<>();
            for (int i = 0; i < 20; i++) {
                Path pid = directory.resolve("pid" + i);
                processes.put(pid, start("echo $$ > " + pid + "; sleep 300"));
            }

            processes.values().forEach(GuardedProcess::kill);

            for (GuardedProcess process : processes.values()) {
                process.waitFor();
            }
            await().until(() ->
                    processes.keySet().stream().allMatch(pid -> !Files.exists(pid) || FakePrograms.isGone(pid)));
        }

        /** Though somebody reads what it says, which keeps Java from closing the pipes by itself. */
        @Test
        void doesNotOutlive_itsGuardian() throws Exception {
            GuardedProcess process = start("echo begun; " + DISOBEDIENT);
            assertThat(process.answer().read()).isEqualTo('b');
            CompletableFuture<Long> rest = CompletableFuture.supplyAsync(() -> {
                try {
                    return process.answer().transferTo(OutputStream.nullOutputStream());
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            await().until(() -> isWritten("pid"));

            guardian().destroyForcibly();

            await().until(() -> isGone("pid") && isGone("child") && isGone("orphan"));
            assertThat(process.waitFor()).isEqualTo(137);
            FakePrograms.end(directory.resolve("loner"));
            assertThat(rest.join()).isEqualTo("egun\n".length());
        }
    }

    @Nested
    final class AfterTheJvmWasKilled {
        @Test
        void nothingIsLeft() throws Exception {
            Process jvm = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            String.join(":", home(GuardedProcess.class), home(GuardedProcessTest.class)),
                            Parent.class.getName(),
                            directory.toString(),
                            DISOBEDIENT)
                    .inheritIO()
                    .start();
            await().until(() -> isWritten("pid"));
            ProcessHandle guardian = guardian();

            jvm.destroyForcibly().waitFor();

            await().until(() -> isGone("pid") && isGone("child") && isGone("orphan") && !guardian.isAlive());
        }

        private String home(Class<?> type) throws Exception {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        }
    }

    /** Takes no notice of TERM, and starts more of its kind: one that it still has, one that it has lost, one in a session of its own. */
    private static final String DISOBEDIENT =
            "trap '' TERM; sleep 300 & echo $! > child; (sleep 300 & echo $! > orphan);"
                    + " setsid sleep 300 & echo $! > loner; echo $$ > pid; wait";

    /** A JVM with a guarded process. */
    static final class Parent {
        private Parent() {}

        public static void main(String... arguments) throws Exception {
            ProcessBuilder program = new ProcessBuilder("sh", "-c", arguments[1])
                    .directory(Path.of(arguments[0]).toFile());
            GuardedProcess.start(program, TIME, 0).waitFor();
        }
    }

    private String answer(String shell) throws IOException {
        return new String(start(shell).answer().readAllBytes(), StandardCharsets.UTF_8);
    }

    private GuardedProcess start(String shell) throws IOException {
        return GuardedProcess.start(shell(shell), TIME, 0);
    }

    private ProcessBuilder shell(String shell) {
        return new ProcessBuilder("sh", "-c", shell).directory(directory.toFile());
    }

    private ProcessHandle guardian() throws IOException {
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElseThrow();
    }

    private boolean isWritten(String file) throws IOException {
        return Files.exists(directory.resolve(file)) && Files.size(directory.resolve(file)) > 0;
    }

    private boolean isGone(String file) {
        return FakePrograms.isGone(directory.resolve(file));
    }
}
