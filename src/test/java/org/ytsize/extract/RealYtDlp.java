package org.ytsize.extract;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.ytsize.settings.Settings;

/** The host's yt-dlp behind its fork server, without a server around it. Closing it ends its processes. */
public final class RealYtDlp implements Extractor, AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final YtDlp ytDlp;

    /** Waits until it is ready. */
    public RealYtDlp(Settings settings) {
        Engines engines = new Engines(settings.ytDlp(), settings.workers(), threads);
        ytDlp = new YtDlp(settings.ytDlp().path(), engines, timer, InstantSource.system());
        await().atMost(START).until(() -> ytDlp.stats().mode().equals("fork-server"));
    }

    @Override
    public CompletableFuture<Extraction> extract(ExtractionJob job) {
        return ytDlp.extract(job);
    }

    @Override
    public void close() {
        ProcessHandle server = ProcessHandle.of(ytDlp.stats().serverPid()).orElseThrow();
        ytDlp.close();
        await().atMost(START).until(() -> !server.isAlive());
        threads.shutdownNow();
        timer.shutdownNow();
    }
}
