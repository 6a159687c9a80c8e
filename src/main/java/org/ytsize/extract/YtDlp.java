package org.ytsize.extract;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The yt-dlp of this host, as it is at the moment: keeps an engine that can run it, starts another where that one has died or the files on disk have
 * changed, and lets jobs wait for it meanwhile.
 *
 * <p>Thread-safe. {@code lock} guards the fields below it, and nothing blocks while it is held. A new engine is ready before the old one stops
 * taking jobs, so that a replaced yt-dlp costs no job anything.
 */
public final class YtDlp implements Extractor, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(YtDlp.class.getName());
    private static final long LOOK_EVERY_MILLIS = 2_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final String path;
    private final Engines engines;
    private final ScheduledExecutorService timer;
    private final ResultReader reader;
    private final ScheduledFuture<?> watch;
    private final LongAdder jobs = new LongAdder();
    private final LongAdder crashes = new LongAdder();
    private final LongAdder starts = new LongAdder();

    /** What has gone wrong with looking at the disk, so that each fault is told once. Used by the timer alone. */
    private final Set<String> faults = new HashSet<>();

    private final Object lock = new Object();
    private @Nullable Engine current;
    /** Completes when there is an engine again; replaced whenever there is none any more. */
    private CompletableFuture<Void> available = new CompletableFuture<>();

    private boolean starting;
    private boolean closed;
    /** Engines that could not be started, or died young, since the last one that did not. */
    private int failures;
    /** Engines that were begun to be started so far. */
    private int attempts;
    /** The last engine that was started, until it has lived from one look at the disk to the next. */
    private @Nullable Engine onTrial;
    /** What was current at the last look at the disk. */
    private @Nullable Engine seen;

    private @Nullable Sighting known;
    private @Nullable Sighting changing;
    /** What no engine could be made of while another goes on. */
    private @Nullable Sighting unusable;

    /** What was on disk at one moment. */
    private record Sighting(Installation installation, Fingerprint files) {}

    /**
     * Begins to start an engine; jobs may be given at once.
     *
     * @param path where yt-dlp is looked for, for {@link #stats()}
     * @param timer runs short tasks
     */
    YtDlp(String path, Engines engines, ScheduledExecutorService timer, InstantSource clock) {
        this.path = path;
        this.engines = engines;
        this.timer = timer;
        this.reader = new ResultReader(clock);
        start();
        this.watch =
                timer.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Extraction> extract(ExtractionJob job) {
        jobs.increment();
        CompletableFuture<JobResult> result = new CompletableFuture<>();
        send(job, result);
        long patience = job.timeout().plus(GRACE).toMillis();
        return result.completeOnTimeout(
                        JobResult.of(JobResult.Outcome.CRASHED, "no engine in time"), patience, TimeUnit.MILLISECONDS)
                .thenApply(ending -> {
                    if (ending.outcome() == JobResult.Outcome.CRASHED) {
                        crashes.increment();
                    }
                    return reader.read(job.video(), ending);
                });
    }

    public ExtractorStats stats() {
        synchronized (lock) {
            EngineInfo info = current == null ? null : current.info();
            return new ExtractorStats(
                    info == null ? "starting" : info.mode(),
                    path,
                    info == null ? "unknown" : info.ytDlpVersion(),
                    info == null ? "" : info.remark(),
                    info == null ? 0 : info.pid(),
                    current == null ? 0 : current.readyChildren(),
                    jobs.sum(),
                    crashes.sum(),
                    starts.sum());
        }
    }

    /** Ends the engine and whatever it is doing. */
    @Override
    public void close() {
        watch.cancel(false);
        Engine last;
        synchronized (lock) {
            closed = true;
            last = current;
        }
        if (last != null) {
            last.close();
        }
    }

    private void send(ExtractionJob job, CompletableFuture<JobResult> result) {
        synchronized (lock) {
            if (current == null) {
                var unused = available.thenRun(() -> send(job, result));
                return;
            }
            if (result.isDone()) {
                return;
            }
            CompletableFuture<JobResult> running = current.run(job);
            var unused = running.whenComplete((ending, cancelled) -> {
                if (ending != null) {
                    result.complete(ending);
                }
            });
            // Whoever ends the result first, the deadline above or the engine, the other then changes nothing.
            var unusedToo = result.whenComplete((ending, broken) -> running.cancel(false));
        }
    }

    private void start() {
        Sighting last;
        synchronized (lock) {
            last = known;
        }
        // Taken before the start: what is replaced while an engine starts is a change like any other.
        Installation installation = engines.locate();
        Fingerprint files = last == null
                ? Fingerprint.of(installation.file())
                : last.files().again();
        Sighting before = new Sighting(installation, files);
        int attempt;
        synchronized (lock) {
            if (starting || closed) {
                return;
            }
            starting = true;
            attempt = ++attempts;
            changing = null;
        }
        starts.increment();
        var unused = engines.start(installation)
                .thenAccept(engine -> {
                    if (engine instanceof ColdYtDlp && installation instanceof Installation.Script) {
                        startLater(engine.info().remark(), engine, before, attempt);
                    } else {
                        install(engine, before);
                    }
                })
                .exceptionally(failure -> {
                    String reason = "yt-dlp cannot be started: " + failure.getMessage();
                    startLater(reason, new MissingYtDlp(reason), before, attempt);
                    return null;
                });
    }

    private void install(Engine engine, Sighting before) {
        Engine replaced;
        CompletableFuture<Void> waited;
        EngineInfo info = engine.info();
        Fingerprint files = Fingerprint.of(info.files()).asIn(before.files());
        synchronized (lock) {
            starting = false;
            if (closed) {
                engine.close();
                return;
            }
            replaced = current;
            current = engine;
            onTrial = engine;
            known = new Sighting(before.installation(), files);
            unusable = null;
            waited = available;
        }
        LOG.log(info.remark().isEmpty() ? Level.INFO : Level.WARNING, "yt-dlp {0} by {1}{2}", new Object[] {
            info.ytDlpVersion(), info.mode(), info.remark().isEmpty() ? "" : ": " + info.remark()
        });
        waited.complete(null);
        if (replaced != null) {
            replaced.retire();
        }
        var unused = engine.ended().thenRun(() -> onEnd(engine));
    }

    private void onEnd(Engine engine) {
        int attempt;
        synchronized (lock) {
            if (current != engine || closed) {
                return; // It was replaced, and has finished what it had.
            }
            current = null;
            available = new CompletableFuture<>();
            attempt = attempts;
        }
        startAfterPause("the fork server has ended", attempt);
    }

    /** An engine that is there goes on, unless {@code standIn} is better: no job has to wait for the start that is to come. */
    private void startLater(String reason, Engine standIn, Sighting before, int attempt) {
        boolean better;
        synchronized (lock) {
            // One cold engine is better than another of before: it tells the version that both would run now.
            better = current == null || (standIn instanceof ColdYtDlp && !(current instanceof ForkServer));
            unusable = before;
            starting = better; // Until what stands in is installed below: no other start may come between.
        }
        if (better) {
            install(standIn, before);
        }
        startAfterPause(reason, attempt);
    }

    /** No pause at first, then a longer one each time, until an engine has lived from one look at the disk to the next. */
    private void startAfterPause(String reason, int attempt) {
        long pause;
        synchronized (lock) {
            pause = failures == 0 ? 0 : Math.min(LONGEST_PAUSE_MILLIS, 250L << Math.min(failures, 7));
            failures++;
            onTrial = null;
        }
        LOG.log(Level.WARNING, "{0}; starting another engine in {1} ms", new Object[] {reason, Long.toString(pause)});
        var unused = timer.schedule(() -> startUnlessBegun(attempt), pause, TimeUnit.MILLISECONDS);
    }

    /** A change on disk may have had another engine started since {@code attempt}. */
    private void startUnlessBegun(int attempt) {
        synchronized (lock) {
            if (attempts != attempt) {
                return;
            }
        }
        start();
    }

    /** Looks at the disk; a task of the timer that throws would be its last. */
    private void look() {
        try {
            lookAtDisk();
        } catch (RuntimeException fault) {
            if (faults.add(fault.toString())) {
                LOG.log(Level.WARNING, "yt-dlp's files could not be looked at", fault);
            }
        }
    }

    /** Starts another engine once the files have changed and then stayed as they are from one look to the next. */
    private void lookAtDisk() {
        Sighting last;
        synchronized (lock) {
            if (onTrial != null && onTrial == current && current == seen) {
                failures = 0;
                onTrial = null;
            }
            seen = current;
            if (known == null || current == null || starting) {
                return;
            }
            last = known;
        }
        Sighting now = new Sighting(engines.locate(), last.files().again());
        synchronized (lock) {
            if (now.equals(last) || now.equals(unusable)) {
                changing = null;
                return;
            }
            if (!now.equals(changing)) {
                changing = now;
                return;
            }
        }
        LOG.info("yt-dlp on disk has changed; starting an engine for the new one");
        start();
    }
}
