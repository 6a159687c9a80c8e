package org.ytsize.sizing;

import java.time.Duration;
import java.time.InstantSource;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;

/** Makes findings of what was extracted, and answers of findings. Thread-safe. */
final class Findings {
    private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

    private final AnswerForm form;
    private final InstantSource clock;

    Findings(AnswerForm form, InstantSource clock) {
        this.form = form;
        this.clock = clock;
    }

    Finding of(Extraction extraction) {
        if (extraction instanceof Extraction.Failed failed) {
            return refusal(failed.failure());
        }
        if (extraction instanceof Extraction.Found found) {
            return of(found.video());
        }
        throw new AssertionError(extraction);
    }

    Finding of(Video video) {
        SizeTable table = SizeTable.of(video, null);
        ShelfLife life = table.isEmpty() ? ShelfLife.of(noSizes()) : ShelfLife.of(video, table, clock.instant());
        if (video.durationSeconds() == null) {
            return new Finding(new Finding.Unmeasured(video), life);
        }
        if (table.isEmpty()) {
            return refusal(noSizes());
        }
        AnswerBody whole = form.whole(video, null, clock.instant());
        return new Finding(new Finding.Sizes(form.table(table), whole), life);
    }

    /**
     * The answer that {@code finding} is.
     *
     * @param question what of it is wanted; its duration is used where YouTube tells none
     */
    SizeAnswer answer(Finding finding, SizeQuestion question, Origin origin) {
        boolean whole = question.view() == SizeQuestion.View.WHOLE;
        if (finding.content() instanceof Finding.Sizes sizes) {
            return new SizeAnswer.Sizes(whole ? sizes.whole() : sizes.table(), origin, finding.life());
        }
        if (finding.content() instanceof Finding.Unmeasured unmeasured) {
            Video video = unmeasured.video();
            SizeTable table = SizeTable.of(video, question.durationHint());
            if (table.isEmpty()) {
                return new SizeAnswer.NoSizes(noSizes(), origin, ShelfLife.of(noSizes()));
            }
            AnswerBody body = whole
                    ? form.whole(video, question.durationHint(), clock.instant().minus(origin.age()))
                    : form.table(table);
            return new SizeAnswer.Sizes(body, origin, finding.life());
        }
        if (finding.content() instanceof Finding.Refusal refusal) {
            return new SizeAnswer.NoSizes(later(refusal.failure(), origin.age()), origin, finding.life());
        }
        throw new AssertionError(finding);
    }

    private static Finding refusal(Failure failure) {
        return new Finding(new Finding.Refusal(failure), ShelfLife.of(failure));
    }

    private static Failure noSizes() {
        return Failure.of(FailureKind.NO_SIZES, "no row has a size");
    }

    /** The failure as it is told after {@code age}: the moment for which it asks to wait has come nearer. */
    private static Failure later(Failure failure, Duration age) {
        if (failure.retryAfter().isZero()) {
            return failure;
        }
        Duration left = failure.retryAfter().minus(age);
        return new Failure(failure.kind(), left.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : left, failure.detail());
    }
}
