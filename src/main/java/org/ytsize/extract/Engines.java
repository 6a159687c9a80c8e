package org.ytsize.extract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.ytsize.settings.WorkerSettings;
import org.ytsize.settings.YtDlpSettings;

/** Starts the best engine that an installation allows. Thread-safe. */
final class Engines {
    private final YtDlpSettings settings;
    private final WorkerSettings workers;
    private final Executor executor;

    /**
     * Will start engines by these settings.
     *
     * @param executor runs what blocks: starting programs, three tasks for a fork server's whole life, and two for each job of an engine without one
     */
    Engines(YtDlpSettings settings, WorkerSettings workers, Executor executor) {
        this.settings = settings;
        this.workers = workers;
        this.executor = executor;
    }

    Installation locate() {
        return Installation.locate(settings.path(), ChildEnvironment.searchPath());
    }

    /**
     * An engine for {@code installation}, once it can take jobs; exceptionally where none can be started. A script that no fork server can work with gets one
     * that runs it anew for each job.
     */
    CompletableFuture<Engine> start(Installation installation) {
        // An executor that takes no more tasks is one more way not to be started.
        return CompletableFuture.completedFuture(installation).thenCompose(this::engine);
    }

    private CompletableFuture<Engine> engine(Installation installation) {
        if (installation instanceof Installation.Missing missing) {
            return CompletableFuture.completedFuture(new MissingYtDlp("there is no yt-dlp at " + missing.wanted()));
        }
        if (installation instanceof Installation.Program program) {
            return cold(program.path(), "it is no Python script, so it is started anew for each job");
        }
        if (installation instanceof Installation.Script script) {
            return CompletableFuture.supplyAsync(() -> fork(script), executor)
                    .thenCompose(server -> server.ready().<Engine>thenApply(info -> server))
                    .exceptionallyCompose(failure -> failure.getCause() instanceof RefusedException refused
                            ? cold(script.path(), "the fork server cannot work with it: " + refused.getMessage())
                            : CompletableFuture.failedFuture(failure));
        }
        throw new AssertionError(installation);
    }

    private ForkServer fork(Installation.Script script) {
        try {
            return ForkServer.start(script, settings, workers, executor);
        } catch (IOException unable) {
            throw new CompletionException(unable);
        }
    }

    private CompletableFuture<Engine> cold(Path program, String remark) {
        return ColdCommand.version(program, executor).thenApply(told -> {
            String version = told.orElseThrow(() ->
                    new CompletionException(new RefusedException(remark + "; nor does it tell its version by itself")));
            EngineInfo info = new EngineInfo("process-per-job", version, remark, List.of(program), 0);
            return new ColdYtDlp(
                    new ColdCommand(program, settings), settings.maxOutput().bytes(), executor, info);
        });
    }
}
