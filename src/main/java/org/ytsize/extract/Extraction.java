package org.ytsize.extract;

import org.ytsize.video.Video;

/** How an extraction ended. A failure is an expected ending, not an exception. */
public sealed interface Extraction {

    /** The video has sizes. */
    record Found(Video video) implements Extraction {}

    /** There is no metadata with sizes, and this is why. */
    record Failed(Failure failure) implements Extraction {}

    /** A failure with the waiting time of its kind. */
    static Extraction failed(FailureKind kind, String detail) {
        return new Failed(Failure.of(kind, detail));
    }
}
