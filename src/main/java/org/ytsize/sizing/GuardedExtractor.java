package org.ytsize.sizing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.ExtractionJob.Clients;
import org.ytsize.extract.Extractor;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;
import org.ytsize.settings.Settings;
import org.ytsize.video.VideoId;

/**
 * Extracts under guard: a queue with an end, a breaker, a deadline over everything, and a retry where it is worth one. Thread-safe.
 */
final class GuardedExtractor {
    /** Waiting lookups, the contract's number. */
    static final int MAX_WAITING = 100;
    /** For everything, queue and retries included: the clients in the field give up after 35 s. */
    static final Duration BUDGET = Duration.ofSeconds(32);

    private static final int MAX_RETRIES = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    /** An attempt with less than this before it is not worth beginning. */
    private static final Duration LEAST_ATTEMPT = Duration.ofSeconds(2);

    private final Extractor extractor;
    private final Duration attemptTimeout;
    private final WorkQueue queue;
    private final PathBreaker breaker;
    private final Executor executor;
    private final RandomGenerator random;
    private final LongSupplier ticker;
    private final LongAdder started = new LongAdder();
    private final LongAdder found = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final ConcurrentMap<FailureKind, LongAdder> failures = new ConcurrentHashMap<>();

    /**
     * @param executor runs what follows an attempt, so that nobody's reader thread does
     * @param ticker nanoseconds of a monotonic clock
     */
    GuardedExtractor(
            Extractor extractor, Settings settings, Executor executor, RandomGenerator random, LongSupplier ticker) {
        this.extractor = extractor;
        this.attemptTimeout = settings.ytDlp().timeout();
        this.queue = new WorkQueue(settings.workers().max(), MAX_WAITING);
        this.breaker = new PathBreaker(ticker);
        this.executor = executor;
        this.random = random;
        this.ticker = ticker;
    }

    /** A new budget, from now on. */
    Deadline deadline() {
        return Deadline.in(BUDGET, ticker.getAsLong());
    }

    /**
     * Begins an extraction, with its retries.
     *
     * @return ends by the deadline at the latest, and never with an exception
     */
    CompletableFuture<Extraction> extract(VideoId video, Optional<Cookies> cookies, Deadline deadline) {
        CompletableFuture<Extraction> answer = new CompletableFuture<>();
        attempt(new Attempt(video, cookies, deadline, Clients.SIZES, 0), answer);
        return answer;
    }

    /** Whether an extraction that came now would begin at once. */
    boolean isIdle() {
        return queue.isIdle();
    }

    SizingStats stats() {
        Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
        long failed = 0;
        long told = found.sum();
        for (Map.Entry<FailureKind, LongAdder> failure : failures.entrySet()) {
            long count = failure.getValue().sum();
            if (count > 0) {
                counts.put(failure.getKey(), count);
            }
            if (failure.getKey().verdict() == Verdict.SUCCESS) {
                told += count;
            } else if (failure.getKey() != FailureKind.QUEUE_FULL && failure.getKey() != FailureKind.CIRCUIT_OPEN) {
                failed += count;
            }
        }
        return new SizingStats(
                queue.running(),
                queue.waiting(),
                started.sum(),
                told,
                failed,
                retries.sum(),
                counts.getOrDefault(FailureKind.QUEUE_FULL, 0L),
                queue.meanDuration(),
                counts,
                breaker.stats());
    }

    private void attempt(Attempt attempt, CompletableFuture<Extraction> answer) {
        CompletableFuture<Extraction> turn = queue.submit(() -> begin(attempt));
        if (turn == null) {
            Failure full = new Failure(FailureKind.QUEUE_FULL, queue.expectedWait(), MAX_WAITING + " wait already");
            count(full.kind());
            answer.complete(new Extraction.Failed(full));
            return;
        }
        Extraction tooLate = Extraction.failed(FailureKind.TIMEOUT, "the time for the whole answer was over");
        long left = attempt.deadline().left(ticker.getAsLong()).toMillis();
        endIfBroken(
                turn.completeOnTimeout(tooLate, left, TimeUnit.MILLISECONDS)
                        .thenAcceptAsync(extraction -> conclude(attempt, extraction, answer), executor),
                answer);
    }

    /** Nobody waits for a step that will never be taken: an executor that is shut down takes no more of them. */
    private void endIfBroken(CompletableFuture<Void> step, CompletableFuture<Extraction> answer) {
        var unused = step.exceptionally(bug -> {
            count(FailureKind.TOOL_CRASH);
            answer.complete(crashed(bug));
            return null;
        });
    }

    private static Extraction crashed(Throwable bug) {
        return Extraction.failed(FailureKind.TOOL_CRASH, String.valueOf(bug));
    }

    private CompletableFuture<Extraction> begin(Attempt attempt) {
        Duration left = attempt.deadline().left(ticker.getAsLong());
        if (left.compareTo(LEAST_ATTEMPT) < 0) {
            return CompletableFuture.completedFuture(Extraction.failed(FailureKind.TIMEOUT, "its turn came too late"));
        }
        if (!breaker.tryAcquire()) {
            return CompletableFuture.completedFuture(new Extraction.Failed(
                    new Failure(FailureKind.CIRCUIT_OPEN, breaker.retryAfter(), "the breaker is open")));
        }
        started.increment();
        long begun = ticker.getAsLong();
        Duration timeout = left.compareTo(attemptTimeout) < 0 ? left : attemptTimeout;
        // Whatever goes wrong there, be it thrown at once or told later: the permit is given back, and the queue goes
        // on.
        return CompletableFuture.completedFuture(
                        new ExtractionJob(attempt.video(), attempt.cookies(), attempt.clients(), timeout))
                .thenCompose(extractor::extract)
                .exceptionally(GuardedExtractor::crashed)
                .whenComplete((extraction, never) -> {
                    Duration took = Duration.ofNanos(ticker.getAsLong() - begun);
                    breaker.ended(extraction, took);
                    queue.took(took);
                });
    }

    private void conclude(Attempt attempt, Extraction extraction, CompletableFuture<Extraction> answer) {
        if (extraction instanceof Extraction.Failed failed) {
            count(failed.failure().kind());
            Optional<Attempt> next = next(attempt, failed.failure().kind());
            Duration pause = pauseBefore(attempt.retriesBefore());
            Duration left = attempt.deadline().left(ticker.getAsLong()).minus(pause);
            if (next.isPresent() && left.compareTo(LEAST_ATTEMPT) >= 0) {
                retries.increment();
                endIfBroken(
                        new CompletableFuture<Void>()
                                .completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS)
                                .thenRunAsync(() -> attempt(next.get(), answer), executor),
                        answer);
                return;
            }
        } else {
            found.increment();
        }
        answer.complete(extraction);
    }

    private static Optional<Attempt> next(Attempt attempt, FailureKind kind) {
        if (attempt.retriesBefore() >= MAX_RETRIES) {
            return Optional.empty();
        }
        return switch (kind.retry()) {
            case SAME -> Optional.of(attempt.again(attempt.clients()));
            case OTHER_CLIENTS ->
                attempt.clients() == Clients.STOCK ? Optional.empty() : Optional.of(attempt.again(Clients.STOCK));
            case OTHER_EGRESS, NEVER -> Optional.empty();
        };
    }

    /** Doubles each time, and is spread by half either way, so that callers who failed together do not come back together. */
    private Duration pauseBefore(int retriesBefore) {
        double spread = 0.5 + random.nextDouble();
        return Duration.ofMillis((long) (FIRST_PAUSE.toMillis() * (1L << retriesBefore) * spread));
    }

    private void count(FailureKind kind) {
        failures.computeIfAbsent(kind, unseen -> new LongAdder()).increment();
    }

    /** One try, and what it needs to decide on another. */
    private record Attempt(
            VideoId video, Optional<Cookies> cookies, Deadline deadline, Clients clients, int retriesBefore) {

        Attempt again(Clients clients) {
            return new Attempt(video, cookies, deadline, clients, retriesBefore + 1);
        }
    }
}
