package org.ytsize.extract;

import java.util.concurrent.CompletableFuture;

/** Asks yt-dlp for a video's metadata. Thread-safe; never blocks its caller. */
public interface Extractor {

    /**
     * Begins one extraction.
     *
     * @return ends by the job's timeout and a little at the latest, and never with an exception; it may be ended on any thread
     */
    CompletableFuture<Extraction> extract(ExtractionJob job);
}
