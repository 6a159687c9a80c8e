package org.ytsize.video;

import java.util.Optional;

/**
 * Names one YouTube video.
 *
 * @param value eleven characters of {@code [A-Za-z0-9_-]}; the only part of what a caller sends that goes any further
 */
public record VideoId(String value) {
    private static final int LENGTH = 11;

    /** Refuses anything that is not an id. */
    public VideoId {
        if (!isId(value)) {
            throw new IllegalArgumentException("a video id has 11 characters of [A-Za-z0-9_-]");
        }
    }

    /** The id that {@code text} is, or empty if it is none. */
    public static Optional<VideoId> parse(String text) {
        return isId(text) ? Optional.of(new VideoId(text)) : Optional.empty();
    }

    private static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!isLetter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return text.length() == LENGTH;
    }

    @Override
    public String toString() {
        return value;
    }
}
