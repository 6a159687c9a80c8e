package org.ytsize.sizing;

import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Failure;
import org.ytsize.video.Format;
import org.ytsize.video.Video;

/**
 * What a lookup has found out, in the form in which it is remembered: nothing of it belongs to the one who asked.
 *
 * @param life for how long it may be told
 */
record Finding(Content content, ShelfLife life) {

    /** Key, records and the cache's own bookkeeping, in bytes. */
    private static final int BESIDE_CONTENT = 520;

    /** What a video has beside its formats and its title. */
    private static final int PER_VIDEO = 300;
    /** A format's record and its boxed numbers, less its texts. */
    private static final int PER_FORMAT = 250;
    /** A text without its characters. */
    private static final int PER_TEXT = 56;

    /** What is told. */
    sealed interface Content permits Sizes, Unmeasured, Refusal {}

    /**
     * A video with sizes, in each form in which it is told. Its metadata take ten times the memory, and a form that is
     * made for each caller ten times the time.
     *
     * @param whole packed, as {@link AnswerForm#whole} makes it
     */
    record Sizes(AnswerBody table, AnswerBody whole) implements Content {}

    /** A video without a duration: some of its sizes depend on the one that a caller knows. */
    record Unmeasured(Video video) implements Content {}

    record Refusal(Failure failure) implements Content {}

    /** About the memory that it takes, in bytes. */
    int weight() {
        if (content instanceof Sizes sizes) {
            return BESIDE_CONTENT + sizes.table().bytes().length + sizes.whole().bytes().length;
        }
        if (content instanceof Unmeasured unmeasured) {
            return BESIDE_CONTENT + weight(unmeasured.video());
        }
        if (content instanceof Refusal refusal) {
            return BESIDE_CONTENT + weight(refusal.failure().detail());
        }
        throw new AssertionError(content);
    }

    private static int weight(Video video) {
        int formats = video.formats().stream().mapToInt(Finding::weight).sum();
        return PER_VIDEO + weight(video.title()) + weight(video.live()) + formats;
    }

    private static int weight(Format format) {
        return PER_FORMAT
                + weight(format.id())
                + weight(format.videoCodec())
                + weight(format.audioCodec())
                + weight(format.dynamicRange())
                + weight(format.note())
                + weight(format.qualityLabel())
                + weight(format.language())
                + weight(format.container());
    }

    private static int weight(@Nullable String text) {
        return text == null ? 0 : PER_TEXT + 2 * text.length();
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
