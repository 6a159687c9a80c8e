package org.ytsize.video;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one YouTube video.
 *
 * @param value eleven characters of {@code [A-Za-z0-9_-]}; the only part of what a caller sends that goes any further
 */
public record VideoId(String value) {
    private static final Pattern ELEVEN = Pattern.compile("[A-Za-z0-9_-]{11}");

    /** Refuses anything that is not an id. */
    public VideoId {
        if (!ELEVEN.matcher(value).matches()) {
            throw new IllegalArgumentException("a video id has 11 characters of [A-Za-z0-9_-]");
        }
    }

    /** The id that {@code text} is, or empty if it is none. */
    public static Optional<VideoId> parse(String text) {
        return ELEVEN.matcher(text).matches() ? Optional.of(new VideoId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
