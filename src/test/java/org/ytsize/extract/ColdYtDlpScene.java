package org.ytsize.extract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Programs in the place of a cold yt-dlp, each run by an engine that ends with the test. */
abstract class ColdYtDlpScene {
    static final Duration AMPLE = Duration.ofSeconds(20);
    /** Enough for a program to begin, and soon over. */
    static final Duration SHORT = Duration.ofSeconds(3);

    static final long MAX_OUTPUT = 100_000;

    @TempDir
    Path directory = Path.of("replaced");

    final ExecutorService threads = Executors.newCachedThreadPool();
    final List<ColdYtDlp> engines = new ArrayList<>();

    @AfterEach
    void endAll() {
        engines.forEach(ColdYtDlp::close);
        threads.shutdownNow();
    }

    JobResult run(String shell) {
        return run(shell, AMPLE);
    }

    JobResult run(String shell, Duration timeout) {
        return engine(shell)
                .run(FakePrograms.job(timeout))
                .orTimeout(15, TimeUnit.SECONDS)
                .join();
    }

    ColdYtDlp engine(String shell) {
        return engine(shell, threads);
    }

    ColdYtDlp engine(String shell, Executor executor) {
        return engine(FakePrograms.shell(directory, shell), executor);
    }

    ColdYtDlp engine(Path program, Executor executor) {
        ColdCommand command =
                new ColdCommand(program, FakePrograms.settings(Map.of()).ytDlp());
        EngineInfo info = new EngineInfo("process-per-job", "1", "", List.of(program), 0);
        ColdYtDlp engine = new ColdYtDlp(command, MAX_OUTPUT, executor, info);
        engines.add(engine);
        return engine;
    }
}
