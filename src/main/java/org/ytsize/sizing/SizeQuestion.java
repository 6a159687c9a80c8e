package org.ytsize.sizing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Cookies;
import org.ytsize.video.VideoId;

/**
 * What a caller wants to know.
 *
 * @param durationHint the caller's idea of the video's duration in seconds, 0 to 86400; null for none
 * @param cookies lent for this question, to be used only where the public answer is a refusal
 * @param afresh whether YouTube is to be asked, whatever is known
 * @param view what of the answer is wanted
 */
public record SizeQuestion(
        VideoId video, @Nullable Double durationHint, Optional<Cookies> cookies, boolean afresh, View view) {

    /** How much of what is known is told. */
    public enum View {
        /** The rows that clients in the field expect. */
        TABLE,
        /** All of it. */
        WHOLE
    }
}
