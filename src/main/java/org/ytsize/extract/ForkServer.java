package org.ytsize.extract;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ytsize.settings.WorkerSettings;
import org.ytsize.settings.YtDlpSettings;

/**
 * One Python process that has yt-dlp imported and forks a child for each job: the Java side of docs/fork-server.md.
 *
 * <p>Thread-safe. Three tasks serve it for as long as it lives, since each of them blocks: one writes frames, one reads them, one reads what Python complains
 * of. A server that does not answer a job in time, and does not even say so, is frozen: it is killed, and everything that it was doing has crashed.
 */
final class ForkServer implements Engine {
    private static final Logger LOG = Logger.getLogger(ForkServer.class.getName());

    /** What the server may need to end a job whose time is over, and to tell it. */
    private static final long GRACE_MILLIS = 2_000;

    private static final long START_MILLIS = 60_000;
    /** Java adds it to the number of the signal that ended a process. */
    private static final int FIRST_SIGNAL = 128;

    private static final byte[] NO_MORE_FRAMES = {};

    private final Process process;
    private final int minWorkers;
    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
    private final Map<Long, CompletableFuture<JobResult>> running = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final CompletableFuture<EngineInfo> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> heard = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean retired;
    private volatile int readyChildren;

    private ForkServer(Process process, int minWorkers) {
        this.process = process;
        this.minWorkers = minWorkers;
    }

    /**
     * Starts a server; {@link #ready()} tells when it can work.
     *
     * @throws IOException if the interpreter cannot be run
     */
    static ForkServer start(
            Installation.Script script, YtDlpSettings settings, WorkerSettings workers, Executor executor)
            throws IOException {
        byte[] sources = ServerProgram.sources();
        List<String> command = new ArrayList<>(script.interpreter());
        command.addAll(ServerProgram.arguments(sources));
        ForkServer server = new ForkServer(ChildEnvironment.builder(command).start(), workers.min());
        server.outgoing.add(sources);
        server.outgoing.add(Frames.bytes(Messages.start(script, settings, workers)));
        try {
            executor.execute(server::writeFrames);
            executor.execute(server::readFrames);
            executor.execute(server::readComplaints);
        } catch (RejectedExecutionException late) {
            server.kill();
            throw late;
        }
        // What it said last may still be in the pipe when it is gone; what has slipped away from it may hold that open.
        var unused = server.process
                .onExit()
                .thenCompose(dead -> server.heard.completeOnTimeout(null, GRACE_MILLIS, TimeUnit.MILLISECONDS))
                .thenRun(server::onEnd);
        CompletableFuture.delayedExecutor(START_MILLIS, TimeUnit.MILLISECONDS).execute(server::killUnlessReady);
        return server;
    }

    /**
     * Completes when the server can work; exceptionally if it never will, with {@link RefusedException} where another start would end the same.
     */
    CompletableFuture<EngineInfo> ready() {
        return ready;
    }

    @Override
    public CompletableFuture<JobResult> run(ExtractionJob job) {
        long id = lastId.incrementAndGet();
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        running.put(id, result);
        var unused = result.whenComplete((ending, cancelled) -> {
            if (running.remove(id) != null && cancelled != null) {
                outgoing.add(Frames.bytes(Messages.cancel(id)));
            }
            endIfIdle();
        });
        outgoing.add(Frames.bytes(Messages.job(id, job)));
        long patience = job.timeout().toMillis() + GRACE_MILLIS;
        CompletableFuture.delayedExecutor(patience, TimeUnit.MILLISECONDS).execute(() -> killIfSilentAbout(id));
        if (ended.isDone()) {
            // It died between our put and its sweep over what ran; the sweep may have missed us.
            result.complete(JobResult.of(JobResult.Outcome.CRASHED, "the fork server has ended"));
        }
        return result;
    }

    @Override
    public EngineInfo info() {
        return ready.join();
    }

    @Override
    public int readyChildren() {
        return readyChildren;
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

    /** Closes the server's input, at which it kills its jobs and ends; a server that does not is killed. */
    @Override
    public void close() {
        outgoing.add(NO_MORE_FRAMES);
        CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS).execute(this::kill);
    }

    long pid() {
        return process.pid();
    }

    /** By its handle, since {@link Process#destroyForcibly} would also close the pipe with what it said last. */
    private void kill() {
        process.toHandle().destroyForcibly();
    }

    private void endIfIdle() {
        if (retired && running.isEmpty()) {
            close();
        }
    }

    private void killIfSilentAbout(long id) {
        if (running.containsKey(id) && !ended.isDone()) {
            LOG.log(Level.WARNING, "the fork server {0} does not answer; killing it", Long.toString(pid()));
            kill();
        }
    }

    private void killUnlessReady() {
        if (!ready.isDone()) {
            ready.completeExceptionally(new IOException("no fork server within " + START_MILLIS / 1000 + " s"));
            kill();
        }
    }

    private void writeFrames() {
        try (OutputStream out = process.getOutputStream()) {
            for (byte[] frame = outgoing.take(); frame != NO_MORE_FRAMES; frame = outgoing.take()) {
                out.write(frame);
                out.flush();
            }
        } catch (IOException ended) {
            LOG.log(Level.FINE, "the fork server reads no more", ended);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void readFrames() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16))) {
            for (Optional<JsonObject> frame = Frames.read(in); frame.isPresent(); frame = Frames.read(in)) {
                onFrame(frame.get());
            }
        } catch (EOFException cut) {
            LOG.log(Level.FINE, "the fork server died while it spoke", cut);
        } catch (IOException | RuntimeException broken) {
            LOG.log(Level.WARNING, "the fork server broke the protocol; killing it", broken);
            ready.completeExceptionally(new RefusedException("it broke the protocol: " + broken.getMessage()));
            kill();
        } finally {
            heard.complete(null);
            close();
        }
    }

    private void onFrame(JsonObject frame) {
        switch (frame.getString("op")) {
            case "ready" -> {
                readyChildren = minWorkers;
                ready.complete(Messages.ready(frame, pid()));
            }
            case "refused" -> ready.completeExceptionally(new RefusedException(frame.getString("reason")));
            case "result" -> {
                readyChildren = frame.getInt("ready");
                // Read first: a result that makes no sense leaves its job among those that crash with the server.
                JobResult result = Messages.result(frame);
                CompletableFuture<JobResult> job =
                        running.remove(frame.getJsonNumber("id").longValue());
                if (job != null) {
                    job.complete(result);
                }
            }
            default -> throw new IllegalArgumentException("op " + frame.getString("op"));
        }
    }

    private void readComplaints() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            err.lines().forEach(line -> LOG.log(Level.WARNING, "fork server: {0}", line));
        } catch (UncheckedIOException | IOException ended) {
            LOG.log(Level.FINE, "the fork server complains no more", ended);
        }
    }

    private void onEnd() {
        ended.complete(null);
        int status = process.exitValue();
        ready.completeExceptionally(
                status < FIRST_SIGNAL
                        ? new RefusedException("it ended with status " + status)
                        : new IOException("the fork server was killed by signal " + (status - FIRST_SIGNAL)));
        outgoing.add(NO_MORE_FRAMES);
        String detail = "the fork server ended with status " + status;
        running.values().forEach(job -> job.complete(JobResult.of(JobResult.Outcome.CRASHED, detail)));
    }
}
