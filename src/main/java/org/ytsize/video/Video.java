package org.ytsize.video;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a video.
 *
 * @param title as its uploader wrote it, perhaps empty
 * @param durationSeconds length in seconds, with fractions; null while unknown
 * @param availability yt-dlp's word ({@code public}, {@code unlisted}, …), null where it cannot tell
 * @param formats the streams offered, in no order that matters
 */
public record Video(
        VideoId id,
        String title,
        @Nullable Double durationSeconds,
        @Nullable String availability,
        List<Format> formats) {

    /** Keeps a copy of the formats. */
    public Video {
        formats = List.copyOf(formats);
    }
}
