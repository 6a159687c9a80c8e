package org.ytsize.extract;

/** A fork server cannot work with the yt-dlp it was given, nor could another; the message says why. The reaction is to run yt-dlp anew for each job. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
