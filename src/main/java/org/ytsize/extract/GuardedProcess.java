package org.ytsize.extract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A program that has limits, and that ends with its process group: by itself, by {@link #kill}, or with this JVM, however
 * that ends. Thread-safe.
 *
 * <p>A few lines of shell stand between us and the program, and have a pipe from us for a lifeline: its end ends the group.
 * What the program has started outside the group, {@link #kill} finds too, unless the program has lost it. Needs
 * {@code setsid}, {@code sh} and {@code head}, which each Linux has.
 */
final class GuardedProcess {
    private static final Logger LOG = Logger.getLogger(GuardedProcess.class.getName());

    /**
     * Its words are the seconds of CPU, the bytes of input, and the program with its own.
     *
     * <ul>
     *   <li>Memory is limited by what is used (-d), not by addresses (-v): JavaScript engines, which yt-dlp may start,
     *       reserve gigabytes of these.
     *   <li>Where memory is short, the kernel ends the program (oom_score_adj), and not the JVM, which is the largest.
     *   <li>{@code printf} is the shell's own: the input is in no argument list, no environment and no file.
     *   <li>The shell lets go of the output, which then ends when the program's does.
     *   <li>TERM goes before KILL, since at that a frozen yt-dlp removes what it has unpacked. The program is named beside
     *       its group, since it may not lead one yet.
     *   <li>Each child of the shell is waited for, since where the JVM is process 1 nobody else does.
     * </ul>
     */
    private static final String GUARDIAN = """
            { ulimit -c 0; ulimit -n 256; ulimit -d 1048576; ulimit -t "$1"; echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null
            exec 3<&0
            input=$(head -c "$2" <&3)
            shift 2
            printf %s "$input" 2>/dev/null 3<&- | setsid "$@" 3<&- &
            program=$!
            exec >/dev/null 2>&1
            {
                read -r end
                kill -s TERM -- "-$program" "$program"
                sleep 1
                kill -s KILL -- "-$program" "$program"
            } <&3 &
            watch=$!
            wait "$program"
            status=$?
            kill -s KILL -- "$watch" "-$program"
            wait
            exit "$status"
            """;

    /** What {@link #kill} may need: a little more than the second between the guardian's TERM and its KILL. */
    static final Duration GRACE = Duration.ofMillis(1_500);

    private final Process guardian;

    private GuardedProcess(Process guardian) {
        this.guardian = guardian;
        // Whoever killed the guardian has left the program to us.
        var unused = guardian.onExit().thenRun(this::cutLifeline);
    }

    /**
     * Starts {@code program}, which begins once it has been given its input.
     *
     * @param cpu time that each of its processes may compute
     * @param input bytes that {@link #give} will be given
     * @throws IOException if there is no shell to run it; a program that cannot be run ends with status 126 or 127
     */
    static GuardedProcess start(ProcessBuilder program, Duration cpu, int input) throws IOException {
        List<String> words = new ArrayList<>(List.of("setsid", "sh", "-c", GUARDIAN, "guardian"));
        words.addAll(List.of(Long.toString(cpu.toSeconds() + 2), Integer.toString(input)));
        words.addAll(program.command());
        return new GuardedProcess(program.command(words).start());
    }

    /** Writes the program's standard input, but for line ends at its end. Blocks while the guardian does not read. */
    void give(byte[] input) throws IOException {
        OutputStream lifeline = guardian.getOutputStream();
        lifeline.write(input);
        lifeline.flush();
    }

    /** What it writes to standard output. */
    InputStream answer() {
        return guardian.getInputStream();
    }

    /** What it writes to standard error. */
    InputStream complaints() {
        return guardian.getErrorStream();
    }

    /** Its exit status once it has ended: 128 and the number of the signal, where one ended it. */
    int waitFor() throws InterruptedException {
        return guardian.waitFor();
    }

    /** Ends it and what it has started, whatever any of them does about it, within {@link #GRACE}. Does nothing to what has ended. */
    void kill() {
        // Looked up now: once their parents are gone, nobody could tell whose they were.
        List<ProcessHandle> family = guardian.isAlive() ? guardian.descendants().toList() : List.of();
        var unused = guardian.onExit()
                .completeOnTimeout(guardian, GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> {
                    family.forEach(ProcessHandle::destroyForcibly);
                    // By its handle: Process.destroyForcibly would close the pipes with what is still to be read.
                    guardian.toHandle().destroyForcibly();
                });
        cutLifeline();
    }

    private void cutLifeline() {
        try {
            guardian.getOutputStream().close();
        } catch (IOException cut) {
            LOG.log(Level.FINE, "the guardian has gone before", cut);
        }
    }
}
