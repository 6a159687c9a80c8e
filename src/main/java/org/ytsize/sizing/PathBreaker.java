package org.ytsize.sizing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;
import org.ytsize.settings.Egress;

/**
 * Stops asking YouTube from one egress where that keeps failing or is slow, and at once where YouTube says that it has
 * had enough; after a while lets one lookup try again.
 *
 * <p>What a failure means is its kind's verdict: a private video proves that the path works, a bot check that it does
 * not. What a lookup tells counts only while the breaker is in the state that let it through: one that ends late says
 * nothing of now.
 *
 * <p>Replies that yt-dlp makes nothing of are counted apart from failures, over a full window, since they say nothing
 * of the address: a few odd videos among a few lookups must not keep everybody out.
 *
 * <p>Thread-safe: {@code lock} guards what is below it, Resilience4j's breaker included, so that a state and what is
 * told of it are never mixed up.
 */
final class PathBreaker {
    static final Duration OPEN_FOR = Duration.ofSeconds(30);
    /**
     * Until another lookup tries, where the one that did told nothing of the path: asked back to back, an address that
     * is flagged stays so.
     */
    static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);
    /** The cause that stats tell where lookups succeeded, but took too long. */
    static final String SLOW = "SLOW";

    private static final Logger LOG = Logger.getLogger(PathBreaker.class.getName());
    private static final int WINDOW = 20;
    private static final int LEAST_CALLS = 10;
    private static final float FAILING_PERCENT = 50;

    private final Egress egress;
    private final Duration slow;
    private final LongSupplier ticker;

    private final Object lock = new Object();
    private final CircuitBreaker breaker;
    /** Only counts, while that one is closed: once half of a full window is unread, that one is opened. */
    private final CircuitBreaker unread;
    /** Grows with each change of state. */
    private long era;

    /** Whether the one that tries is under way. */
    private boolean probing;

    private long lookups;
    /** By their cause, each that there may be from the start. */
    private final Map<String, Long> openings = new TreeMap<>();
    /** While it is not closed: before that nobody tries. */
    private long nextTryNanos;

    private @Nullable String cause;

    /**
     * A closed one.
     *
     * @param slow what a lookup must not take to be taken for a good one
     * @param ticker nanoseconds of a monotonic clock
     */
    PathBreaker(Egress egress, Duration slow, LongSupplier ticker) {
        this.egress = egress;
        this.slow = slow;
        this.ticker = ticker;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILING_PERCENT)
                .slowCallRateThreshold(FAILING_PERCENT)
                .slowCallDurationThreshold(slow)
                .waitDurationInOpenState(OPEN_FOR)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new TickerClock(ticker))
                .build();
        this.breaker = CircuitBreaker.of(egress.name(), config);
        this.unread = CircuitBreaker.of(
                egress.name(),
                CircuitBreakerConfig.from(config)
                        .slidingWindow(WINDOW, WINDOW, SlidingWindowType.COUNT_BASED)
                        .build());
        openings.put(SLOW, 0L);
        Stream.of(FailureKind.values())
                .filter(kind -> kind.isOfThePath() || kind.verdict() == Verdict.UNREAD)
                .forEach(kind -> openings.put(kind.code(), 0L));
        breaker.getEventPublisher().onStateTransition(event -> {
            era++;
            unread.reset();
            if (event.getStateTransition().getToState() == State.OPEN) {
                nextTryNanos = ticker.getAsLong() + OPEN_FOR.toNanos();
                openings.merge(String.valueOf(cause), 1L, Long::sum);
            }
        });
    }

    Egress egress() {
        return egress;
    }

    /** Leave to send one lookup; empty where none may be sent. Never blocks. */
    Optional<Permit> tryAcquire() {
        synchronized (lock) {
            boolean waits = breaker.getState() == State.HALF_OPEN && !untilDue().isZero();
            if (waits || !breaker.tryAcquirePermission()) {
                return Optional.empty();
            }
            lookups++;
            probing = breaker.getState() == State.HALF_OPEN;
            return Optional.of(new Permit(era, probing));
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return breaker.getState() == State.CLOSED;
        }
    }

    /** Whether a lookup that came now would be let through, if no other comes first. */
    boolean isPassable() {
        synchronized (lock) {
            State state = breaker.getState();
            return switch (state) {
                case CLOSED -> true;
                case OPEN -> untilDue().isZero();
                default -> !probing && untilDue().isZero();
            };
        }
    }

    /** Until the next try; one second at least, also while somebody tries, since that may be over at any moment. */
    Duration retryAfter() {
        Duration left = untilDue();
        return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    private Duration untilDue() {
        synchronized (lock) {
            Duration left = Duration.ofNanos(nextTryNanos - ticker.getAsLong());
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    EgressStats stats() {
        synchronized (lock) {
            State state = breaker.getState();
            return new EgressStats(
                    egress.name(),
                    state.name().toLowerCase(Locale.ROOT),
                    state == State.CLOSED ? Optional.empty() : Optional.ofNullable(cause),
                    state == State.CLOSED ? Duration.ZERO : untilDue(),
                    lookups,
                    openings);
        }
    }

    /** Leave to send one lookup. */
    final class Permit {
        private final long granted;
        private final boolean probe;

        private Permit(long granted, boolean probe) {
            this.granted = granted;
            this.probe = probe;
        }

        Egress egress() {
            return egress;
        }

        /** Whether this is the lookup that finds out if the path works again. */
        boolean isProbe() {
            return probe;
        }

        /** Tells how that went. Whoever tries is to do so whatever happens; of another, nothing need be told. */
        void ended(Extraction extraction, Duration took) {
            State before;
            State after;
            String why;
            synchronized (lock) {
                if (granted != era) {
                    return;
                }
                before = breaker.getState();
                probing = false;
                report(extraction, took);
                after = breaker.getState();
                why = String.valueOf(cause);
            }
            if (before != after && after == State.OPEN) {
                LOG.log(Level.WARNING, "YouTube is not asked from {0} for a while: {1}", new Object[] {
                    egress.name(), why
                });
            } else if (before != after) {
                LOG.log(Level.INFO, "YouTube is asked from {0} again", egress.name());
            }
        }
    }

    private void report(Extraction extraction, Duration took) {
        if (!(extraction instanceof Extraction.Failed failed)) {
            succeeded(took);
            return;
        }
        FailureKind kind = failed.failure().kind();
        switch (kind.verdict()) {
            case SUCCESS -> succeeded(took);
            case NOTHING -> toldNothing();
            case UNREAD -> {
                toldNothing();
                if (breaker.getState() == State.CLOSED) {
                    countUnread(kind, took);
                }
            }
            case FAILURE -> failed(kind, took);
            case TRIP -> {
                failed(kind, took);
                if (breaker.getState() != State.OPEN) {
                    breaker.transitionToOpenState();
                }
            }
        }
    }

    private void toldNothing() {
        breaker.releasePermission();
        if (breaker.getState() == State.HALF_OPEN) {
            nextTryNanos = ticker.getAsLong() + TRY_AGAIN_AFTER.toNanos();
        }
    }

    private void countUnread(FailureKind kind, Duration took) {
        cause = kind.code();
        unread.onError(took.toNanos(), TimeUnit.NANOSECONDS, new LookupFailed(kind));
        if (unread.getState() == State.OPEN) {
            breaker.transitionToOpenState();
        }
    }

    private void succeeded(Duration took) {
        if (took.compareTo(slow) > 0) {
            cause = SLOW;
        }
        unread.onSuccess(0, TimeUnit.NANOSECONDS);
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void failed(FailureKind kind, Duration took) {
        cause = kind.code();
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new LookupFailed(kind));
    }

    /** What Resilience4j wants for a failure; nobody throws it. */
    private static final class LookupFailed extends Exception {
        private static final long serialVersionUID = 1L;

        LookupFailed(FailureKind kind) {
            super(kind.name(), null, false, false);
        }
    }
}
