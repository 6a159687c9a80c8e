package org.ytsize.sizing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

/**
 * Stops asking YouTube where it keeps failing, and at once where it says that it has had enough; after a while lets one lookup try again. Thread-safe.
 *
 * <p>What a failure means is its kind's verdict: a private video proves that the path works, a bot check that it does not.
 */
final class PathBreaker {
    static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private static final int WINDOW = 20;
    private static final int LEAST_CALLS = 10;
    private static final float FAILING_PERCENT = 50;

    private final CircuitBreaker breaker;
    private final LongSupplier ticker;
    private final LongAdder openings = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private volatile long openedNanos;
    private volatile @Nullable FailureKind cause;

    /** Measures by {@code ticker}, nanoseconds of a monotonic clock. */
    PathBreaker(LongSupplier ticker) {
        this.ticker = ticker;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILING_PERCENT)
                .waitDurationInOpenState(OPEN_FOR)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new TickerClock(ticker))
                .build();
        this.breaker = CircuitBreaker.of("youtube", config);
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                openedNanos = ticker.getAsLong();
                openings.increment();
            }
        });
    }

    /** Whether one lookup may be sent; if so, {@link #ended} must be told how it went. Never blocks. */
    boolean tryAcquire() {
        boolean permitted = breaker.tryAcquirePermission();
        if (!permitted) {
            refusals.increment();
        }
        return permitted;
    }

    void ended(Extraction extraction, Duration took) {
        if (!(extraction instanceof Extraction.Failed failed)) {
            breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        FailureKind kind = failed.failure().kind();
        switch (kind.verdict()) {
            case SUCCESS -> breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
            case NOTHING -> breaker.releasePermission();
            case FAILURE -> {
                cause = kind;
                breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new LookupFailed(kind));
            }
            case TRIP -> {
                cause = kind;
                breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new LookupFailed(kind));
                if (breaker.getState() != CircuitBreaker.State.OPEN) {
                    breaker.transitionToOpenState();
                }
            }
        }
    }

    BreakerStats stats() {
        CircuitBreaker.State state = breaker.getState();
        return new BreakerStats(
                state.name().toLowerCase(Locale.ROOT),
                state == CircuitBreaker.State.CLOSED ? Optional.empty() : Optional.ofNullable(cause),
                state == CircuitBreaker.State.OPEN ? retryAfter() : Duration.ZERO,
                openings.sum(),
                refusals.sum());
    }

    /** Until the next try, one second at least: what is refused now is not tried before that. */
    Duration retryAfter() {
        Duration left = OPEN_FOR.minusNanos(ticker.getAsLong() - openedNanos);
        return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    /** What Resilience4j wants for a failure; nobody throws it. */
    private static final class LookupFailed extends Exception {
        private static final long serialVersionUID = 1L;

        LookupFailed(FailureKind kind) {
            super(kind.name(), null, false, false);
        }
    }

    /** The ticker as the clock that Resilience4j asks for: a stepped wall clock must not keep the breaker open. */
    private static final class TickerClock extends Clock {
        private final LongSupplier ticker;
        /** Only differences mean anything: a ticker may begin anywhere, and overflow. */
        private final long began;

        TickerClock(LongSupplier ticker) {
            this.ticker = ticker;
            this.began = ticker.getAsLong();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(ticker.getAsLong() - began);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
