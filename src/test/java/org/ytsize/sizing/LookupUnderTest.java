package org.ytsize.sizing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.ytsize.cluster.SharedAnswers;
import org.ytsize.extract.Extractor;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.ByteSize;
import org.ytsize.settings.Settings;
import org.ytsize.video.Row;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;

/** A whole lookup with a clock that the test turns. */
final class LookupUnderTest implements AutoCloseable {
    static final SizeQuestion QUESTION =
            new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty(), false, SizeQuestion.View.TABLE);

    /** The bytes of 720p and the duration; of the whole, when that was told and what is sure of it. */
    private static final AnswerForm FORM = new AnswerForm() {
        @Override
        public AnswerBody table(SizeTable table) {
            return new AnswerBody(
                    (table.bytes(Row.S720P).orElse(0) + " in " + table.durationSeconds()).getBytes(UTF_8));
        }

        @Override
        public AnswerBody whole(Video video, @Nullable Double durationHint, Instant asOf) {
            String duration = video.durationSeconds() + " or " + durationHint;
            return new AnswerBody((video.title() + " in " + duration + " at " + asOf).getBytes(UTF_8));
        }
    };

    private static final Settings DEFAULTS = Settings.from(name -> Optional.empty());
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long BEGIN_TICKS = Long.MAX_VALUE - 5;

    final FakeExtractor extractor = new FakeExtractor();

    private final AtomicLong ticker = new AtomicLong(BEGIN_TICKS);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SizeLookup lookup;

    /** Over an extractor of the test's own. */
    LookupUnderTest() {
        this(SharedAnswers.NONE);
    }

    /** The same, with what other instances have found out. */
    LookupUnderTest(SharedAnswers shared) {
        this.lookup = lookup(extractor, DEFAULTS, shared);
    }

    /** Over another extractor. */
    LookupUnderTest(Extractor extractor, Settings settings) {
        this.lookup = lookup(extractor, settings, SharedAnswers.NONE);
    }

    private SizeLookup lookup(Extractor extractor, Settings settings, SharedAnswers answers) {
        SharedFindings shared = new SharedFindings(answers, settings.ytDlp().country(), this::now);
        ResultCache cache = new ResultCache(new ByteSize(1 << 20), ticker::get);
        return new SizeLookup(
                new GuardedExtractor(extractor, settings, threads, () -> 0L, ticker::get),
                cache,
                shared,
                new Elsewhere(shared, cache, threads, ticker::get),
                new Findings(FORM, this::now),
                new Refreshes(ticker::get));
    }

    /** Begins to ask. */
    CompletableFuture<SizeAnswer> find(SizeQuestion question) {
        return lookup.find(question);
    }

    /** Asks, and waits for the answer. */
    SizeAnswer ask(SizeQuestion question) {
        return Objects.requireNonNull(
                find(question).orTimeout(15, TimeUnit.SECONDS).join());
    }

    /** Threads for what a test does at once. */
    ExecutorService threads() {
        return threads;
    }

    CacheStats stats() {
        return lookup.cacheStats();
    }

    BreakerStats breaker() {
        return lookup.stats().breaker();
    }

    /** Lookups begun or waiting to begin. */
    int underWay() {
        return lookup.stats().running() + lookup.stats().waiting();
    }

    void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }

    private Instant now() {
        return BEGIN.plusNanos(ticker.get() - BEGIN_TICKS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** That an answer has {@code text}: the bytes of 720p, and the duration. */
    static ThrowingConsumer<SizeAnswer> says(String text, Origin.Kind kind) {
        return answer -> {
            assertThat(answer).isInstanceOf(SizeAnswer.Sizes.class);
            assertThat(new String(((SizeAnswer.Sizes) answer).body().bytes(), UTF_8))
                    .isEqualTo(text);
            assertThat(answer.origin().kind()).isEqualTo(kind);
        };
    }

    static FailureKind kindOf(SizeAnswer answer) {
        assertThat(answer).isInstanceOf(SizeAnswer.NoSizes.class);
        return ((SizeAnswer.NoSizes) answer).failure().kind();
    }
}
