package org.ytsize.extract;

import java.time.Duration;

/**
 * One extraction that failed.
 *
 * @param retryAfter when to ask again; zero where no time can be told
 * @param detail yt-dlp's words or the circumstances, for logs; it holds nothing that a caller sent but the video id
 */
public record Failure(FailureKind kind, Duration retryAfter, String detail) {

    /** A failure with the waiting time of its kind. */
    public static Failure of(FailureKind kind, String detail) {
        return new Failure(kind, kind.retryAfter(), detail);
    }
}
