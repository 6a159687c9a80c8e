package org.ytsize.extract;

import java.util.concurrent.CompletableFuture;

/** One way of running jobs against one yt-dlp, until it is replaced by another. Thread-safe; nothing here blocks. */
interface Engine {

    /**
     * Begins a job. Cancelling what is returned ends the job.
     *
     * @return ends without an exception unless it is cancelled; an engine that is gone answers {@code CRASHED}
     */
    CompletableFuture<JobResult> run(ExtractionJob job);

    /** What it is, for logs and health. */
    EngineInfo info();

    /** Processes that wait for a job at the moment. */
    int readyChildren();

    /** Completes once it can run no more jobs, whoever ended it. */
    CompletableFuture<Void> ended();

    /** Lets the jobs that run finish, then ends. No job may begin after this. */
    void retire();

    /** Ends now, and every job with it. */
    void close();
}
