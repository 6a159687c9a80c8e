package org.ytsize.sizing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.ytsize.sizing.ResultCache.Known;
import org.ytsize.video.VideoId;

/**
 * Answers size questions: the whole main job. Thread-safe; never blocks its caller.
 *
 * <p>What is known is told at once, and looked up again in the background when its time runs out. What is not known is
 * looked up once, however many ask, on whichever instance. What has failed by our fault is answered with what was known
 * before, if anything was.
 *
 * <p>A question is first answered from what is publicly known. Only where YouTube refuses the video in a way that
 * cookies can change is it asked again with those of the caller. Where that extra try fails by a fault on our side, the
 * public refusal stands. What cookies have shown is told to their owner and remembered nowhere.
 */
public final class SizeLookup {
    private final GuardedExtractor extractor;
    private final ResultCache cache;
    private final SharedFindings shared;
    private final Elsewhere elsewhere;
    private final Findings findings;
    private final SingleFlight<Flight, Told> flights = new SingleFlight<>();
    private final Refreshes refreshes;
    private final ConcurrentMap<Origin.Kind, LongAdder> answers = new ConcurrentHashMap<>();

    /** Whoever wants it afresh does not join those who would take what another instance knows. */
    private record Flight(VideoId video, boolean afresh) {}

    /** What is told, before the caller's own duration makes an answer of it. */
    private record Told(Finding finding, Origin origin) {}

    SizeLookup(
            GuardedExtractor extractor,
            ResultCache cache,
            SharedFindings shared,
            Elsewhere elsewhere,
            Findings findings,
            Refreshes refreshes) {
        this.extractor = extractor;
        this.cache = cache;
        this.shared = shared;
        this.elsewhere = elsewhere;
        this.findings = findings;
        this.refreshes = refreshes;
    }

    /**
     * Begins to answer {@code question}.
     *
     * @return ends within the time that the contract gives, and with an exception only by a fault of our own
     */
    public CompletableFuture<SizeAnswer> find(SizeQuestion question) {
        Deadline deadline = extractor.deadline();
        return publicly(question, deadline)
                .thenCompose(told -> privately(question, told, deadline))
                .thenApply(told -> {
                    answers.computeIfAbsent(told.origin().kind(), unseen -> new LongAdder())
                            .increment();
                    return findings.answer(told.finding(), question, told.origin());
                });
    }

    /** Which place in this instance's queue the lookup of {@code video} has: 1 comes next, 0 does not wait. */
    public int place(VideoId video) {
        return extractor.place(video);
    }

    public SizingStats stats() {
        return extractor.stats();
    }

    public CacheStats cacheStats() {
        Map<Origin.Kind, Long> counts = new EnumMap<>(Origin.Kind.class);
        for (Origin.Kind kind : Origin.Kind.values()) {
            counts.put(
                    kind,
                    answers.computeIfAbsent(kind, unseen -> new LongAdder()).sum());
        }
        return new CacheStats(
                counts, flights.joins(), refreshes.count(), cache.size(), cache.weight(), cache.evictions());
    }

    private CompletableFuture<Told> publicly(SizeQuestion question, Deadline deadline) {
        VideoId video = question.video();
        Optional<Known> known = question.afresh() ? Optional.empty() : cache.get(video);
        if (known.filter(Known::isUsable).isPresent()) {
            known.filter(Known::isDue).ifPresent(due -> refresh(video));
            return CompletableFuture.completedFuture(tell(known.get()));
        }
        SingleFlight.Place<Told> place = flights.join(
                new Flight(video, question.afresh()),
                () -> question.afresh() ? lookUp(video, deadline) : lookUpUnless(Known::isUsable, video, deadline));
        return place.landing().thenApply(told -> {
            if (told.finding().isDoubtful() && !question.afresh()) {
                Optional<Known> lastResort = lastResort(video, known);
                if (lastResort.isPresent()) {
                    return tell(lastResort.get());
                }
            }
            boolean wasForSomebodyElse = !place.begun() && told.origin().kind() == Origin.Kind.MISS;
            return wasForSomebodyElse ? new Told(told.finding(), Origin.SHARED) : told;
        });
    }

    /**
     * What to tell after a lookup that was in vain: what is known by now, here or elsewhere, unless that is the
     * lookup's own refusal; else what was known before it.
     */
    private Optional<Known> lastResort(VideoId video, Optional<Known> before) {
        return cache.get(video).filter(now -> !now.finding().isDoubtful()).or(() -> before);
    }

    /**
     * Another flight may have landed between the look into the cache and this one's begin, or one on another instance.
     */
    private CompletableFuture<Told> lookUpUnless(Predicate<Known> goodEnough, VideoId video, Deadline deadline) {
        Optional<Known> known = cache.get(video).filter(goodEnough);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(tell(known.get()));
        }
        return elsewhere
                .find(video, goodEnough)
                .thenCompose(theirs -> theirs.map(found -> CompletableFuture.completedFuture(takeOver(found)))
                        .orElseGet(() ->
                                lookUp(video, deadline).whenComplete((told, broken) -> elsewhere.release(video))));
    }

    private static Told takeOver(Known theirs) {
        Origin.Kind kind = theirs.isFresh() ? Origin.Kind.SHARED : Origin.Kind.STALE;
        return new Told(theirs.finding(), new Origin(kind, theirs.age()));
    }

    private CompletableFuture<Told> lookUp(VideoId video, Deadline deadline) {
        return extractor.extract(video, Optional.empty(), deadline).thenApply(extraction -> {
            Finding finding = findings.of(extraction);
            remember(video, finding);
            return new Told(finding, Origin.MISS);
        });
    }

    private static Told tell(Known known) {
        return new Told(known.finding(), known.origin());
    }

    /** Only while nobody waits for a worker: a caller's lookup is worth more than a guess at the next one. */
    private void refresh(VideoId video) {
        if (extractor.isIdle() && refreshes.tryBegin()) {
            var unused = flights.join(
                            new Flight(video, false),
                            () -> lookUpUnless(known -> !known.isDue(), video, extractor.deadline()))
                    .landing()
                    .whenComplete((told, broken) ->
                            refreshes.ended(told != null && !told.finding().isOurFault()));
        }
    }

    private CompletableFuture<Told> privately(SizeQuestion question, Told publicly, Deadline deadline) {
        if (question.cookies().isEmpty() || !cookiesMayHelp(publicly.finding())) {
            return CompletableFuture.completedFuture(publicly);
        }
        return extractor.extract(question.video(), question.cookies(), deadline).thenApply(extraction -> {
            Finding finding = findings.of(extraction);
            return finding.isOurFault() ? publicly : new Told(finding, Origin.MISS);
        });
    }

    private void remember(VideoId video, Finding finding) {
        if (cache.put(video, finding, Duration.ZERO)) {
            shared.put(video, finding);
        }
    }

    private static boolean cookiesMayHelp(Finding finding) {
        return finding.content() instanceof Finding.Refusal refusal
                && refusal.failure().kind().cookiesMayHelp();
    }
}
