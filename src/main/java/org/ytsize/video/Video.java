package org.ytsize.video;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a video.
 *
 * @param title as its uploader wrote it, perhaps empty
 * @param durationSeconds length in seconds, with fractions; null while unknown
 * @param availability yt-dlp's word ({@code public}, {@code unlisted}, …), null where it cannot tell
 * @param live yt-dlp's word ({@code not_live}, {@code was_live}, …), null where it does not tell
 * @param uploaded when it was uploaded, or the day; null where that is not told
 * @param formats the streams offered, in no order that matters
 */
public record Video(
        VideoId id,
        String title,
        @Nullable Double durationSeconds,
        @Nullable String availability,
        @Nullable String live,
        @Nullable Instant uploaded,
        List<Format> formats) {

    /** Keeps a copy of the formats. */
    public Video {
        formats = List.copyOf(formats);
    }

    /** In seconds, as YouTube tells it, or else {@code hint}. */
    @Nullable
    Double durationOr(@Nullable Double hint) {
        return durationSeconds == null ? hint : durationSeconds;
    }
}
