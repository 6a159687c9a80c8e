package org.ytsize.extract;

/** A line that yt-dlp had to say about a job. */
record LogLine(Level level, String text) {

    enum Level {
        WARNING,
        ERROR
    }
}
