package org.ytsize.sizing;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
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
        return table.isEmpty() ? refusal(noSizes()) : new Finding(new Finding.Sizes(form.of(table)), life);
    }

    /**
     * The answer that {@code finding} is.
     *
     * @param durationHint seconds, used where YouTube tells no duration
     */
    SizeAnswer answer(Finding finding, @Nullable Double durationHint, Origin origin) {
        if (finding.content() instanceof Finding.Sizes sizes) {
            return new SizeAnswer.Sizes(sizes.body(), origin);
        }
        if (finding.content() instanceof Finding.Unmeasured unmeasured) {
            SizeTable table = SizeTable.of(unmeasured.video(), durationHint);
            return table.isEmpty()
                    ? new SizeAnswer.NoSizes(noSizes(), origin)
                    : new SizeAnswer.Sizes(form.of(table), origin);
        }
        if (finding.content() instanceof Finding.Refusal refusal) {
            return new SizeAnswer.NoSizes(later(refusal.failure(), origin.age()), origin);
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
