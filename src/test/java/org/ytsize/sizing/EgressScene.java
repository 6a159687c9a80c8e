package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Settings;

/** A guarded extractor with several egresses, some of which fail as the test says, and a clock that the test turns. */
abstract class EgressScene {
    static final String A = "http://a:1";
    static final String B = "http://b:1";
    static final String C = "http://c:1";

    final AtomicLong ticker = new AtomicLong(5);
    final ExecutorService threads = Executors.newCachedThreadPool();
    final List<ExtractionJob> jobs = Collections.synchronizedList(new ArrayList<>());
    final Map<String, FailureKind> blocked = new ConcurrentHashMap<>();
    GuardedExtractor guarded = guarded("http://a:1,http://me:s3cr3t@b:1");

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    CompletableFuture<Extraction> extract(ExtractionJob job) {
        jobs.add(job);
        FailureKind kind = blocked.get(job.egress().name());
        return CompletableFuture.completedFuture(
                kind == null ? FakeExtractor.found() : Extraction.failed(kind, "as the test says"));
    }

    List<Extraction> askTimes(int times) {
        List<Extraction> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(ask());
        }
        return answers;
    }

    Extraction ask() {
        return guarded.extract(FakeExtractor.VIDEO, Optional.empty(), guarded.deadline())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    List<String> ways() {
        return jobs.stream().map(job -> job.egress().name()).toList();
    }

    void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }

    static FailureKind kindOf(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        Failure failure = ((Extraction.Failed) extraction).failure();
        return failure.kind();
    }

    GuardedExtractor guarded(String proxies) {
        Settings settings = Settings.from(name -> name.equals("YTDLP_PROXY") ? Optional.of(proxies) : Optional.empty());
        return new GuardedExtractor(this::extract, settings, threads, () -> 0L, ticker::get);
    }
}
