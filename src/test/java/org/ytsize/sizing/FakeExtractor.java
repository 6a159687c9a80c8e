package org.ytsize.sizing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.Extractor;
import org.ytsize.extract.FailureKind;
import org.ytsize.video.Format;
import org.ytsize.video.Video;
import org.ytsize.video.VideoId;

/** Ends extractions as the test says, in that order; those that it says nothing about stay open. Thread-safe. */
final class FakeExtractor implements Extractor {
    static final VideoId VIDEO = new VideoId("dQw4w9WgXcQ");

    private final List<ExtractionJob> jobs = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletableFuture<Extraction>> open = Collections.synchronizedList(new ArrayList<>());
    private final Queue<Extraction> endings = new ArrayDeque<>();

    @Override
    public CompletableFuture<Extraction> extract(ExtractionJob job) {
        jobs.add(job);
        synchronized (endings) {
            Extraction ending = endings.poll();
            if (ending != null) {
                return CompletableFuture.completedFuture(ending);
            }
        }
        CompletableFuture<Extraction> unended = new CompletableFuture<>();
        open.add(unended);
        return unended;
    }

    FakeExtractor thenFails(FailureKind... kinds) {
        synchronized (endings) {
            for (FailureKind kind : kinds) {
                endings.add(Extraction.failed(kind, "as the test says"));
            }
        }
        return this;
    }

    FakeExtractor thenFinds() {
        return thenEnds(found());
    }

    FakeExtractor thenEnds(Extraction ending) {
        synchronized (endings) {
            endings.add(ending);
        }
        return this;
    }

    /** The jobs so far, in their order. */
    List<ExtractionJob> jobs() {
        return List.copyOf(jobs);
    }

    /** The extractions that the test has to end itself. */
    List<CompletableFuture<Extraction>> open() {
        return List.copyOf(open);
    }

    static Extraction found() {
        return found(213.0, 50_000L);
    }

    static Extraction found(@Nullable Double duration, @Nullable Long bytes) {
        return with(duration, picture(bytes));
    }

    static Extraction with(@Nullable Double duration, Format... formats) {
        return new Extraction.Found(new Video(VIDEO, "title", duration, "public", "not_live", null, List.of(formats)));
    }

    /** A picture of 720 lines and 8 kbit/s. */
    static Format picture(@Nullable Long bytes) {
        return new Format(
                "398", "av01.0.05M.08", null, bytes, null, 8.0, null, null, null, "SDR", -1, "", null, null, "mp4");
    }
}
