package org.ytsize.sizing;

import org.ytsize.extract.Failure;
import org.ytsize.video.Video;

/**
 * What a lookup has found out, in the form in which it is remembered: nothing of it belongs to the one who asked.
 *
 * @param life for how long it may be told
 */
record Finding(Content content, ShelfLife life) {

    /** Key, records and the cache's own bookkeeping, in bytes. */
    private static final int BESIDE_CONTENT = 480;

    private static final int PER_FORMAT = 400;

    /** What is told. */
    sealed interface Content permits Sizes, Unmeasured, Refusal {}

    record Sizes(AnswerBody body) implements Content {}

    /** A video without a duration: some of its sizes depend on the one that a caller knows. */
    record Unmeasured(Video video) implements Content {}

    record Refusal(Failure failure) implements Content {}

    /** About the memory that it takes, in bytes. */
    int weight() {
        if (content instanceof Sizes sizes) {
            return BESIDE_CONTENT + sizes.body().bytes().length;
        }
        if (content instanceof Unmeasured unmeasured) {
            Video video = unmeasured.video();
            return BESIDE_CONTENT
                    + PER_FORMAT * video.formats().size()
                    + 2 * video.title().length();
        }
        if (content instanceof Refusal refusal) {
            return BESIDE_CONTENT + 2 * refusal.failure().detail().length();
        }
        throw new AssertionError(content);
    }

    /** Whether it says too little to be told instead of sizes that are known. */
    boolean isDoubtful() {
        return content instanceof Refusal refusal && refusal.failure().kind().isDoubtful();
    }

    /** Whether it came about by our own fault, and tells nothing of the video. */
    boolean isOurFault() {
        return content instanceof Refusal refusal && refusal.failure().kind().isOurs();
    }
}
