package org.ytsize.extract;

/**
 * A fork server cannot work with the yt-dlp it was given, nor could another as long as nothing changes on disk; the message says why. The reaction is to go on with
 * the fork server of before, or else to run yt-dlp anew for each job, until a start works.
 */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
