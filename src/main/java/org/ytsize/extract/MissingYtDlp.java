package org.ytsize.extract;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stands in while there is no yt-dlp: every job ends at once and says so. */
final class MissingYtDlp implements Engine {
    private final String wanted;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Says that yt-dlp was looked for at {@code wanted}. */
    MissingYtDlp(String wanted) {
        this.wanted = wanted;
    }

    @Override
    public CompletableFuture<JobResult> run(ExtractionJob job) {
        return CompletableFuture.completedFuture(JobResult.of(JobResult.Outcome.MISSING, "no yt-dlp at " + wanted));
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo("missing", "unknown", "there is no yt-dlp at " + wanted, List.of(), 0);
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
