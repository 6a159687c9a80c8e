package org.ytsize.sizing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** The ticker as the clock that Resilience4j asks for: a stepped wall clock must not keep the breaker open. */
final class TickerClock extends Clock {
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
