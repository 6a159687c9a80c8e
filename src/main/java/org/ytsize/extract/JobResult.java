package org.ytsize.extract;

import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one job ended, before anybody has made sense of it.
 *
 * @param info the metadata, where there is any
 * @param log what yt-dlp had to say
 * @param detail the circumstances of an ending that was not yt-dlp's own, perhaps empty
 */
record JobResult(Outcome outcome, @Nullable JsonObject info, List<LogLine> log, String detail) {

    /** The outcomes of docs/fork-server.md, and two of a host without a fork server. */
    enum Outcome {
        MISSING,
        /** yt-dlp does not know an option that it was given. */
        USAGE,
        DONE,
        TIMEOUT,
        CRASHED,
        TOO_LARGE,
        GARBAGE,
        CANCELLED
    }

    static JobResult of(Outcome outcome, String detail) {
        return new JobResult(outcome, null, List.of(), detail);
    }
}
