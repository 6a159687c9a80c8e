package org.ytsize.extract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Starts yt-dlp anew for each job: for a frozen binary or a wrapper, which cannot be imported. Thread-safe.
 *
 * <p>A job costs ten times the CPU of a forked one, and more, and two threads while it runs.
 */
final class ColdYtDlp implements Engine {
    private static final int LONGEST_COMPLAINT = 1 << 16;
    private static final JobResult CLOSED = JobResult.of(JobResult.Outcome.CRASHED, "it was closed");

    private final ColdCommand command;
    private final long maxOutput;
    private final Executor executor;
    private final EngineInfo info;
    private final Map<Long, CompletableFuture<JobResult>> running = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
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
        long id = lastId.incrementAndGet();
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        running.put(id, result);
        var unused = result.whenComplete((ending, cancelled) -> {
            running.remove(id);
            endIfIdle();
        });
        if (ended.isDone()) {
            // It was closed between our put and its sweep over what runs; the sweep may have missed us.
            result.complete(CLOSED);
        } else {
            executor.execute(() -> begin(job, result));
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
        running.values().forEach(result -> result.complete(CLOSED));
    }

    private void endIfIdle() {
        if (retired && running.isEmpty()) {
            close();
        }
    }

    private void begin(ExtractionJob job, CompletableFuture<JobResult> result) {
        if (result.isDone()) {
            return;
        }
        byte[] cookies = job.cookies().map(Cookies::netscapeText).orElse("").getBytes(StandardCharsets.UTF_8);
        GuardedProcess process;
        try {
            process = GuardedProcess.start(command.builder(job), job.timeout(), cookies.length);
        } catch (IOException unable) {
            result.complete(JobResult.of(JobResult.Outcome.MISSING, "yt-dlp cannot be run: " + unable.getMessage()));
            return;
        }
        AtomicBoolean timedOut = new AtomicBoolean();
        CompletableFuture.delayedExecutor(job.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!result.isDone()) {
                        timedOut.set(true);
                        process.kill();
                    }
                });
        // What has got away with the output may hold it open, which is nothing to wait for.
        long patience = job.timeout().plus(GuardedProcess.GRACE).toMillis();
        var unused = result.completeOnTimeout(
                        JobResult.of(JobResult.Outcome.TIMEOUT, ""), patience, TimeUnit.MILLISECONDS)
                .whenCompleteAsync((ending, cancelled) -> process.kill());
        result.complete(attend(process, cookies, command.redaction(job), timedOut));
    }

    private JobResult attend(GuardedProcess process, byte[] cookies, Redaction redaction, AtomicBoolean timedOut) {
        try {
            CompletableFuture<byte[]> complaints =
                    CompletableFuture.supplyAsync(() -> drain(process.complaints()), executor);
            process.give(cookies);
            byte[] answer = process.answer().readNBytes(Math.toIntExact(maxOutput + 1));
            if (answer.length > maxOutput) {
                return JobResult.of(JobResult.Outcome.TOO_LARGE, "more than " + maxOutput + " bytes");
            }
            int status = process.waitFor();
            List<LogLine> log = ColdAnswer.log(complaints.join(), redaction);
            return timedOut.get()
                    ? new JobResult(JobResult.Outcome.TIMEOUT, null, log, "")
                    : ColdAnswer.read(answer, log, status);
        } catch (IOException | RuntimeException broken) {
            return JobResult.of(
                    timedOut.get() ? JobResult.Outcome.TIMEOUT : JobResult.Outcome.CRASHED, "its output broke off");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return JobResult.of(JobResult.Outcome.CANCELLED, "interrupted");
        }
    }

    /**
     * Reads all complaints, so that nobody waits for room to write them, but keeps the beginning only, in whole lines: half a
     * secret would not be known for one.
     */
    private static byte[] drain(InputStream complaints) {
        try (complaints) {
            byte[] kept = complaints.readNBytes(LONGEST_COMPLAINT);
            int whole = kept.length;
            while (kept.length == LONGEST_COMPLAINT && whole > 0 && kept[whole - 1] != '\n') {
                whole--;
            }
            complaints.transferTo(OutputStream.nullOutputStream());
            return Arrays.copyOf(kept, whole);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
