package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.Extractor;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Settings;

/** A guarded extractor over one of the test's own, with a clock that the test turns. */
abstract class GuardedScene {
    static final int WORKERS = 2;

    final AtomicLong ticker = new AtomicLong(5);
    final ExecutorService threads = Executors.newCachedThreadPool();
    final FakeExtractor extractor = new FakeExtractor();
    /** Always spreads to the shortest pause. */
    final RandomGenerator least = () -> 0L;

    final GuardedExtractor guarded = guarded(extractor, threads);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    Extraction ask() {
        return ask(guarded);
    }

    static Extraction ask(GuardedExtractor guarded) {
        return begin(guarded).orTimeout(15, TimeUnit.SECONDS).join();
    }

    static CompletableFuture<Extraction> begin(GuardedExtractor guarded) {
        return guarded.extract(FakeExtractor.VIDEO, Optional.empty(), guarded.deadline());
    }

    static Runnable next(BlockingQueue<Runnable> steps) {
        return await().until(steps::poll, Objects::nonNull);
    }

    /** Begins so many lookups that do not end by themselves. */
    List<CompletableFuture<Extraction>> occupy(int lookups) {
        List<CompletableFuture<Extraction>> answers = new ArrayList<>();
        for (int i = 0; i < lookups; i++) {
            answers.add(guarded.extract(FakeExtractor.VIDEO, Optional.empty(), guarded.deadline()));
        }
        return answers;
    }

    void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }

    static FailureKind kindOf(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        return ((Extraction.Failed) extraction).failure().kind();
    }

    GuardedExtractor guarded(Extractor extractor, Executor executor) {
        return guarded(extractor, executor, Map.of("MAX_WORKERS", Integer.toString(WORKERS)));
    }

    GuardedExtractor guarded(Extractor extractor, Executor executor, Map<String, String> environment) {
        Settings settings = Settings.from(name -> Optional.ofNullable(environment.get(name)));
        return new GuardedExtractor(extractor, settings, executor, least, ticker::get);
    }
}
