package org.ytsize.sizing;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.video.SizeTable;

/**
 * Answers size questions: the whole main job. Thread-safe; never blocks its caller.
 *
 * <p>A question is first answered from what is publicly known. Only where YouTube refuses the video in a way that cookies can change is it asked
 * again with those of the caller. Where that extra try fails by a fault on our side, the public refusal stands.
 */
public final class SizeLookup {
    private final GuardedExtractor extractor;

    SizeLookup(GuardedExtractor extractor) {
        this.extractor = extractor;
    }

    /**
     * Begins to answer {@code question}.
     *
     * @return ends within the time that the contract gives, and never with an exception
     */
    public CompletableFuture<SizeAnswer> find(SizeQuestion question) {
        Deadline deadline = extractor.deadline();
        return extractor
                .extract(question.video(), Optional.empty(), deadline)
                .thenCompose(publicly -> needsCookies(question, publicly)
                        ? extractor
                                .extract(question.video(), question.cookies(), deadline)
                                .thenApply(privately -> isOurs(privately) ? publicly : privately)
                        : CompletableFuture.completedFuture(publicly))
                .thenApply(extraction -> answer(question, extraction));
    }

    public SizingStats stats() {
        return extractor.stats();
    }

    private static boolean needsCookies(SizeQuestion question, Extraction publicly) {
        return question.cookies().isPresent()
                && publicly instanceof Extraction.Failed failed
                && failed.failure().kind().cookiesMayHelp();
    }

    /** Whether it failed by a fault on our side: it then says less than what is publicly known. */
    private static boolean isOurs(Extraction extraction) {
        return extraction instanceof Extraction.Failed failed
                && failed.failure().kind().status() >= 500
                && failed.failure().kind().memory().isZero();
    }

    private static SizeAnswer answer(SizeQuestion question, Extraction extraction) {
        if (extraction instanceof Extraction.Failed failed) {
            return new SizeAnswer.NoSizes(failed.failure());
        }
        if (extraction instanceof Extraction.Found found) {
            SizeTable table = SizeTable.of(found.video(), question.durationHint());
            return table.isEmpty()
                    ? new SizeAnswer.NoSizes(Failure.of(FailureKind.NO_SIZES, "no row has a size"))
                    : new SizeAnswer.Sizes(table);
        }
        throw new AssertionError(extraction);
    }
}
