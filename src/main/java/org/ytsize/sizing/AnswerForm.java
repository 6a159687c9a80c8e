package org.ytsize.sizing;

import org.ytsize.video.SizeTable;

/** How callers are told sizes. */
@FunctionalInterface
public interface AnswerForm {

    AnswerBody of(SizeTable table);
}
