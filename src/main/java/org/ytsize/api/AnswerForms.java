package org.ytsize.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.ytsize.sizing.AnswerBody;
import org.ytsize.sizing.AnswerForm;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;

/** What was found out, in the words of v1 and of v2. Thread-safe. */
final class AnswerForms implements AnswerForm {
    @Override
    public AnswerBody table(SizeTable table) {
        return SizeBody.of(table);
    }

    @Override
    public AnswerBody whole(Video video, @Nullable Double durationHint, Instant asOf) {
        return PackedBody.of(VideoBody.json(video, durationHint, asOf).toString());
    }
}
