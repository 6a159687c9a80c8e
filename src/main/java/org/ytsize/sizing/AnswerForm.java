package org.ytsize.sizing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;

/** How callers are told what was found out. Thread-safe. */
public interface AnswerForm {

    /** For {@link SizeQuestion.View#TABLE}. */
    AnswerBody table(SizeTable table);

    /**
     * For {@link SizeQuestion.View#WHOLE}, packed: it is kept for long.
     *
     * @param durationHint seconds, used where YouTube tells no duration; null for none
     * @param asOf when YouTube told it
     */
    AnswerBody whole(Video video, @Nullable Double durationHint, Instant asOf);
}
