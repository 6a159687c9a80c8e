package org.ytsize.extract;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stands in while there is no yt-dlp that could be run: every job ends at once and says so. */
final class MissingYtDlp implements Engine {
    private final String reason;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Tells {@code reason} to whoever asks. */
    MissingYtDlp(String reason) {
        this.reason = reason;
    }

    @Override
    public CompletableFuture<JobResult> run(ExtractionJob job) {
        return CompletableFuture.completedFuture(JobResult.of(JobResult.Outcome.MISSING, reason));
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo("missing", "unknown", reason, List.of(), 0);
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
        close();
    }

    @Override
    public void close() {
        ended.complete(null);
    }
}
