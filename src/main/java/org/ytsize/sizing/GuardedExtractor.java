package org.ytsize.sizing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.Extractor;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.PathBreaker.Permit;
import org.ytsize.timing.Latencies;
import org.ytsize.video.VideoId;

/**
 * Extracts under guard: a queue with an end, a breaker for each egress, a deadline over everything, and a retry where
 * it is worth one. Thread-safe.
 */
final class GuardedExtractor {
    /** Waiting lookups, the contract's number. */
    static final int MAX_WAITING = 100;
    /** For everything, queue and retries included: the clients in the field give up after 35 s. */
    static final Duration BUDGET = Duration.ofSeconds(32);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    /** An attempt with less than this before it is not worth beginning. */
    private static final Duration LEAST_ATTEMPT = Duration.ofSeconds(2);

    private final Extractor extractor;
    private final Duration attemptTimeout;
    /** What a lookup must not take to be taken for a good one. */
    private final Duration slow;

    private final WorkQueue<Extraction> queue;
    private final Egresses egresses;
    private final Executor executor;
    private final RandomGenerator random;
    private final LongSupplier ticker;
    private final LongAdder started = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final ConcurrentMap<LookupOutcome, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Latencies durations = new Latencies();

    /**
     * @param executor runs what follows an attempt, so that nobody's reader thread does
     * @param ticker nanoseconds of a monotonic clock
     */
    GuardedExtractor(
            Extractor extractor, Settings settings, Executor executor, RandomGenerator random, LongSupplier ticker) {
        this.extractor = extractor;
        this.attemptTimeout = settings.ytDlp().timeout();
        this.queue = new WorkQueue<>(settings.workers().max(), MAX_WAITING, ticker);
        this.slow = attemptTimeout.dividedBy(2);
        this.egresses = new Egresses(settings.ytDlp().egresses(), slow, ticker);
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
        attempt(Attempt.first(video, cookies, deadline), answer);
        return answer;
    }

    /** Whether an extraction that came now would begin at once. */
    boolean isIdle() {
        return queue.isIdle();
    }

    /** Which place in the queue the extraction of {@code video} has: 1 comes next, 0 does not wait. */
    int place(VideoId video) {
        return queue.place(video);
    }

    SizingStats stats() {
        Map<LookupOutcome, Long> counts = new HashMap<>();
        outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
        return new SizingStats(
                queue.running(),
                queue.waiting(),
                MAX_WAITING,
                started.sum(),
                retries.sum(),
                counts,
                queue.meanDuration(),
                durations.stats(),
                egresses.stats());
    }

    private void attempt(Attempt attempt, CompletableFuture<Extraction> answer) {
        AtomicReference<Permit> sent = new AtomicReference<>();
        CompletableFuture<Extraction> turn = queue.submit(attempt.video(), () -> begin(attempt, sent));
        if (turn == null) {
            Extraction full = refusal(FailureKind.QUEUE_FULL, queue.expectedWait(), MAX_WAITING + " wait already");
            conclude(attempt, new Ending(full, Optional.empty()), answer);
            return;
        }
        endWaitingIfShut();
        long left = attempt.deadline().left(ticker.getAsLong()).toMillis();
        endIfBroken(
                turn.completeOnTimeout(late("the time for the whole answer was over"), left, MILLISECONDS)
                        .thenApply(ending -> new Ending(ending, Optional.ofNullable(sent.get())))
                        .thenAcceptAsync(ending -> conclude(attempt, ending, answer), executor),
                answer);
    }

    /** Nobody waits for a step that will never be taken: an executor that is shut down takes no more of them. */
    private void endIfBroken(CompletableFuture<Void> step, CompletableFuture<Extraction> answer) {
        var unused = step.exceptionally(bug -> {
            Ending ending = new Ending(crashed(bug), Optional.empty());
            count(ending);
            answer.complete(ending.extraction());
            return null;
        });
    }

    private static Extraction crashed(Throwable bug) {
        return Extraction.failed(FailureKind.TOOL_CRASH, String.valueOf(bug));
    }

    private static Extraction late(String detail) {
        return Extraction.failed(FailureKind.TIMEOUT, detail);
    }

    private static Extraction refusal(FailureKind kind, Duration retryAfter, String detail) {
        return new Extraction.Failed(new Failure(kind, retryAfter, detail));
    }

    /** @param sent told with which permit it is sent, if it is */
    private CompletableFuture<Extraction> begin(Attempt attempt, AtomicReference<Permit> sent) {
        Duration left = attempt.deadline().left(ticker.getAsLong());
        if (left.compareTo(LEAST_ATTEMPT) < 0) {
            return CompletableFuture.completedFuture(late("its turn came too late"));
        }
        return egresses.acquire(attempt.ruledOut(), attempt.last())
                .map(permit -> send(attempt, permit, sent, left))
                .orElseGet(() -> CompletableFuture.completedFuture(shut()));
    }

    private Extraction shut() {
        return refusal(FailureKind.CIRCUIT_OPEN, egresses.retryAfter(), "the breaker is open");
    }

    /**
     * Nobody waits for a turn that is worth nothing: whoever tries the last egress again has a worker for long, and
     * there may be no other.
     */
    private void endWaitingIfShut() {
        if (!egresses.isPassable()) {
            queue.endWaiting(() -> {
                egresses.refused();
                return shut();
            });
        }
    }

    private CompletableFuture<Extraction> send(
            Attempt attempt, Permit permit, AtomicReference<Permit> sent, Duration left) {
        started.increment();
        sent.set(permit);
        if (permit.isProbe()) {
            endWaitingIfShut();
        }
        long begun = ticker.getAsLong();
        // Time for another egress to answer, where this one does not answer as it should.
        Duration most = isPassableBeside(attempt, permit) ? slow : attemptTimeout;
        ExtractionJob job = new ExtractionJob(
                attempt.video(), attempt.cookies(), attempt.clients(), permit.egress(), shorter(left, most));
        // Whatever goes wrong there, be it thrown at once or told later: the permit is told, and the queue goes on.
        return CompletableFuture.completedFuture(job)
                .thenCompose(extractor::extract)
                .exceptionally(GuardedExtractor::crashed)
                .thenApply(extraction -> {
                    Duration took = Duration.ofNanos(ticker.getAsLong() - begun);
                    if (isHeard(attempt, job, extraction, permit)) {
                        permit.ended(extraction, took);
                    }
                    queue.took(took);
                    durations.record(took);
                    return extraction;
                });
    }

    private boolean isPassableBeside(Attempt attempt, Permit permit) {
        return egresses.isPassableBeside(permit.egress(), attempt.ruledOut());
    }

    /**
     * Whether an ending tells of the path: not what YouTube has against an account, nor that a lookup had too little
     * time, which is its queue's doing. Whoever tries an egress again is heard in any case, so that the next one waits
     * its time.
     */
    private boolean isHeard(Attempt attempt, ExtractionJob job, Extraction extraction, Permit permit) {
        if (permit.isProbe() || !(extraction instanceof Extraction.Failed failed)) {
            return true;
        }
        FailureKind kind = failed.failure().kind();
        boolean hadNoTime = kind == FailureKind.TIMEOUT && job.timeout().compareTo(slow) < 0;
        return !hadNoTime && !attempt.isOfTheAccount(kind);
    }

    private void conclude(Attempt attempt, Ending ending, CompletableFuture<Extraction> answer) {
        count(ending);
        if (!(ending.extraction() instanceof Extraction.Failed failed)) {
            answer.complete(ending.extraction());
            return;
        }
        Optional<Attempt> next =
                ending.permit().flatMap(permit -> attempt.next(failed, permit, isPassableBeside(attempt, permit)));
        Duration pause =
                next.filter(Attempt::atOnce).isPresent() ? Duration.ZERO : pauseBefore(attempt.retriesBefore());
        Duration left = attempt.deadline().left(ticker.getAsLong()).minus(pause);
        if (next.isEmpty() || left.compareTo(LEAST_ATTEMPT) < 0) {
            answer.complete(attempt.answer(failed, ending.permit().isPresent()));
            return;
        }
        retries.increment();
        endIfBroken(
                new CompletableFuture<Void>()
                        .completeOnTimeout(null, pause.toMillis(), MILLISECONDS)
                        .thenRunAsync(() -> attempt(next.get(), answer), executor),
                answer);
    }

    /**
     * Doubles each time, and is spread by half either way, so that callers who failed together do not come back
     * together.
     */
    private Duration pauseBefore(int retriesBefore) {
        double spread = 0.5 + random.nextDouble();
        return Duration.ofMillis((long) (FIRST_PAUSE.toMillis() * (1L << retriesBefore) * spread));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void count(Ending ending) {
        outcomes.computeIfAbsent(ending.outcome(), unseen -> new LongAdder()).increment();
    }

    /**
     * How one try ended.
     *
     * @param permit with which it was sent; empty where it was not
     */
    private record Ending(Extraction extraction, Optional<Permit> permit) {

        LookupOutcome outcome() {
            String egress = permit.map(sent -> sent.egress().name()).orElse(LookupOutcome.NOT_SENT);
            return new LookupOutcome(
                    egress,
                    extraction instanceof Extraction.Failed failed
                            ? Optional.of(failed.failure().kind())
                            : Optional.empty());
        }
    }
}
