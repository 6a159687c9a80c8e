package org.ytsize.sizing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.ytsize.cluster.SharedAnswers;
import org.ytsize.cluster.SharedAnswers.Claim;
import org.ytsize.sizing.ResultCache.Known;
import org.ytsize.video.VideoId;

/**
 * Lets one instance look a video up for all of them, as far as the cluster helps with that. Thread-safe; never blocks.
 *
 * <p>What comes of it where the other instance fails: it claims the video no more, and the next that asks looks it up
 * by itself.
 */
final class Elsewhere {
    /** Longer than any lookup: an instance that is frozen claims nothing after that. */
    private static final Duration CLAIM = Duration.ofSeconds(35);
    /** Most lookups are over by then. After that, two of them are better than a caller who waits for nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Where nobody is left to go on with who waits, as when the server ends. */
    private static final Duration LONGEST = PATIENCE.plusSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final SharedFindings shared;
    private final ResultCache cache;
    private final Executor executor;
    private final LongSupplier ticker;

    /**
     * @param cache remembers what was found out elsewhere
     * @param executor goes on with who waits
     * @param ticker nanoseconds of a monotonic clock
     */
    Elsewhere(SharedFindings shared, ResultCache cache, Executor executor, LongSupplier ticker) {
        this.shared = shared;
        this.cache = cache;
        this.executor = executor;
        this.ticker = ticker;
    }

    /**
     * What another instance knows of {@code video}, or finds out now.
     *
     * @param goodEnough what it has to be
     * @return ends after some seconds at most, and never with an exception; empty where this instance is to look, after
     *     which it has to {@link #release} the video
     */
    CompletableFuture<Optional<Known>> find(VideoId video, Predicate<Known> goodEnough) {
        return find(video, goodEnough, Deadline.in(PATIENCE, ticker.getAsLong()), false)
                .completeOnTimeout(Optional.empty(), LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(broken -> Optional.empty());
    }

    /** Lets another instance look it up. */
    void release(VideoId video) {
        shared.release(video);
    }

    /**
     * One look, and more where another instance is at it.
     *
     * @param unheard whether a claim was not answered before. Once more may spare a lookup; a cluster that is still
     *     silent then is not waited for
     */
    private CompletableFuture<Optional<Known>> find(
            VideoId video, Predicate<Known> goodEnough, Deadline patience, boolean unheard) {
        return known(video, shared.get(video), goodEnough).thenCompose(theirs -> {
            if (theirs.isPresent() || patience.left(ticker.getAsLong()).isNegative()) {
                return CompletableFuture.completedFuture(theirs);
            }
            return shared.claim(video, CLAIM).thenCompose(claim -> {
                if (claim == Claim.MINE || (claim == Claim.UNKNOWN && unheard)) {
                    return knownAfterAll(video, goodEnough);
                }
                return claim == Claim.THEIRS
                        ? after(LOOK_AGAIN).thenCompose(waited -> find(video, goodEnough, patience, unheard))
                        : after(SharedAnswers.ASK_AGAIN).thenCompose(waited -> find(video, goodEnough, patience, true));
            });
        });
    }

    /**
     * It may have been found out, and claimed no more, between the look and the claim; or the cluster was too slow for
     * the look.
     */
    private CompletableFuture<Optional<Known>> knownAfterAll(VideoId video, Predicate<Known> goodEnough) {
        return known(video, shared.getPatiently(video), goodEnough).thenApply(theirs -> {
            theirs.ifPresent(any -> release(video));
            return theirs;
        });
    }

    private CompletableFuture<Void> after(Duration pause) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor));
    }

    /** What is not good enough is remembered all the same, unless more is known here: it may be the last resort. */
    private CompletableFuture<Optional<Known>> known(
            VideoId video, CompletableFuture<Optional<Known>> look, Predicate<Known> goodEnough) {
        return look.thenApply(theirs -> {
            theirs.ifPresent(known -> cache.put(video, known.finding(), known.age()));
            return theirs.filter(goodEnough);
        });
    }
}
