package org.ytsize.sizing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ytsize.settings.ByteSize;
import org.ytsize.video.VideoId;

/** What this instance knows of videos, bounded by the memory that it takes. Thread-safe. */
final class ResultCache {
    /** Whoever asks in the last part of its fresh time shows that it is worth keeping fresh. */
    private static final double NEAR_THE_END = 0.8;

    private final Cache<VideoId, Kept> kept;
    private final LongSupplier ticker;

    /** @param ticker nanoseconds of a monotonic clock */
    ResultCache(ByteSize max, LongSupplier ticker) {
        this.ticker = ticker;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(max.bytes())
                .weigher((VideoId video, Kept entry) -> entry.finding().weight())
                .expireAfter(Expiry.writing((VideoId video, Kept entry) ->
                        entry.finding().life().total().minus(age(entry))))
                .ticker(ticker::getAsLong)
                .executor(Runnable::run) // its chores are short, and the common pool has better things to do
                .recordStats()
                .build();
    }

    /** What is known of {@code video}, if that may still be of use. */
    Optional<Known> get(VideoId video) {
        return Optional.ofNullable(kept.getIfPresent(video))
                .map(entry -> new Known(entry.finding(), age(entry), ticker.getAsLong() - entry.quietUntilNanos() < 0));
    }

    /**
     * Remembers {@code finding} instead of what was known, unless it has no shelf life, is older or says less. Where it
     * says less, what was known is told for the time for which it would have been, since asking again would not say
     * more.
     *
     * @param age time since YouTube was asked for it
     * @return whether it is remembered
     */
    boolean put(VideoId video, Finding finding, Duration age) {
        if (finding.life().total().compareTo(age) <= 0) {
            return false;
        }
        long now = ticker.getAsLong();
        Kept news = new Kept(finding, now - age.toNanos(), now);
        // In one step: what another lookup or instance has found out meanwhile is what was known.
        return news.equals(kept.asMap().merge(video, news, ResultCache::better));
    }

    /** Entries kept, about. */
    long size() {
        return kept.estimatedSize();
    }

    /** The memory that they take, in bytes, by their own account. */
    long weight() {
        return kept.policy()
                .eviction()
                .map(Policy.Eviction::weightedSize)
                .orElseThrow()
                .orElseThrow();
    }

    /** Entries given up so far, for want of room or because their time was over. */
    long evictions() {
        return kept.stats().evictionCount();
    }

    private static Kept better(Kept before, Kept news) {
        if (before.finding().isDoubtful()) {
            return news;
        }
        if (before.sinceNanos() - news.sinceNanos() > 0) {
            return before;
        }
        long quietUntil = news.sinceNanos() + news.finding().life().fresh().toNanos();
        return news.finding().isDoubtful() ? new Kept(before.finding(), before.sinceNanos(), quietUntil) : news;
    }

    private Duration age(Kept entry) {
        return Duration.ofNanos(ticker.getAsLong() - entry.sinceNanos());
    }

    private record Kept(Finding finding, long sinceNanos, long quietUntilNanos) {}

    /**
     * What was found out, and how long ago.
     *
     * @param quiet whether it was looked up since then, and YouTube said less; it is not asked again yet
     */
    record Known(Finding finding, Duration age, boolean quiet) {

        boolean isFresh() {
            return age.compareTo(finding.life().fresh()) < 0;
        }

        /** Whether it may be told at once. */
        boolean isUsable() {
            return quiet
                    || age.compareTo(finding.life().fresh().plus(finding.life().revalidate())) < 0;
        }

        /** Whether it is worth looking up again before somebody has to wait for it. */
        boolean isDue() {
            return !quiet
                    && age.toNanos() >= NEAR_THE_END * finding.life().fresh().toNanos()
                    && !finding.life().revalidate().isZero();
        }

        Origin origin() {
            return new Origin(isFresh() ? Origin.Kind.HIT : Origin.Kind.STALE, age);
        }
    }
}
