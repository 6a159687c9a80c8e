package org.ytsize.extract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts yt-dlp anew for each job: for a frozen binary or a wrapper, which cannot be imported. Thread-safe.
 *
 * <p>A job costs twenty times the CPU of a forked one, and two threads while it runs.
 */
final class ColdYtDlp implements Engine {
    private static final int LONGEST_COMPLAINT = 1 << 16;

    private final ColdCommand command;
    private final long maxOutput;
    private final Executor executor;
    private final EngineInfo info;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean retired;

    /**
     * @param maxOutput bytes that a job may answer at most
     * @param executor runs two blocking tasks for each job
     */
    ColdYtDlp(ColdCommand command, long maxOutput, Executor executor, EngineInfo info) {
        this.command = command;
        this.maxOutput = maxOutput;
        this.executor = executor;
        this.info = info;
    }

    @Override
    public CompletableFuture<JobResult> run(ExtractionJob job) {
        AtomicBoolean timedOut = new AtomicBoolean();
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        Process process;
        try {
            process = command.builder(job).start();
        } catch (IOException unable) {
            return CompletableFuture.completedFuture(
                    JobResult.of(JobResult.Outcome.MISSING, "yt-dlp cannot be run: " + unable.getMessage()));
        }
        processes.add(process);
        executor.execute(() -> result.complete(attend(process, job, timedOut)));
        CompletableFuture.delayedExecutor(job.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!result.isDone()) {
                        timedOut.set(true);
                        killTree(process);
                    }
                });
        var unused = result.whenComplete((ending, cancelled) -> {
            killTree(process);
            processes.remove(process);
            endIfIdle();
        });
        if (ended.isDone()) {
            killTree(process);
        }
        return result;
    }

    @Override
    public EngineInfo info() {
        return info;
    }

    @Override
    public int readyChildren() {
        return 0;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void retire() {
        retired = true;
        endIfIdle();
    }

    @Override
    public void close() {
        ended.complete(null);
        processes.forEach(ColdYtDlp::killTree);
        command.close();
    }

    private void endIfIdle() {
        if (retired && processes.isEmpty()) {
            close();
        }
    }

    private JobResult attend(Process process, ExtractionJob job, AtomicBoolean timedOut) {
        CompletableFuture<byte[]> complaints =
                CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()), executor);
        try {
            lend(job, process.getOutputStream());
            byte[] answer = process.getInputStream().readNBytes(Math.toIntExact(maxOutput + 1));
            if (answer.length > maxOutput) {
                return JobResult.of(JobResult.Outcome.TOO_LARGE, "more than " + maxOutput + " bytes");
            }
            int status = process.waitFor();
            List<LogLine> log = ColdAnswer.log(complaints.join());
            return timedOut.get()
                    ? new JobResult(JobResult.Outcome.TIMEOUT, null, log, "")
                    : ColdAnswer.read(answer, log, status);
        } catch (IOException | RuntimeException broken) {
            return JobResult.of(
                    timedOut.get() ? JobResult.Outcome.TIMEOUT : JobResult.Outcome.CRASHED, "its output broke off");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return JobResult.of(JobResult.Outcome.CANCELLED, "interrupted");
        } finally {
            killTree(process);
        }
    }

    private static void lend(ExtractionJob job, OutputStream stdin) throws IOException {
        try (stdin) {
            if (job.cookies().isPresent()) {
                stdin.write(job.cookies().get().netscapeText().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Reads all complaints, so that nobody waits for room to write them, but keeps the beginning only. */
    private static byte[] drain(InputStream complaints) {
        try (complaints) {
            byte[] kept = complaints.readNBytes(LONGEST_COMPLAINT);
            complaints.transferTo(OutputStream.nullOutputStream());
            return kept;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void killTree(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
