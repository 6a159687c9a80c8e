package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.ytsize.sizing.Origin.Kind;

final class HistoryTest {
    private static final Instant BEGUN = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration TICK = Duration.ofSeconds(10);

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final ReadingsScene instance = new ReadingsScene();
    private final AtomicReference<Instant> wallTime = new AtomicReference<>(BEGUN);
    private final History history = new History(wallTime::get, ticker::get);

    @Test
    void knowsNothing_beforeTheFirstIntervalIsOver() {
        note();
        goOn(Duration.ofSeconds(20));

        assertThat(history.intervals()).isEmpty();
    }

    @Test
    void tellsWhatHasHappened_inEachIntervalAlone() {
        note();
        instance.answers(Kind.HIT, Duration.ofMillis(10));
        instance.answers(Kind.HIT, Duration.ofMillis(10));
        instance.answers(Kind.MISS, Duration.ofSeconds(2));
        goOn(History.INTERVAL);
        instance.answers(Kind.SHARED, Duration.ofMillis(50));
        instance.ends("/api/v1/size", 429);
        instance.ends("/api/v1/size", 503);
        instance.running = 3;
        instance.waiting = 2;
        instance.breaker = "open";
        goOn(History.INTERVAL);

        assertThat(history.intervals()).hasSize(2);
        Interval first = history.intervals().get(0);
        assertThat(first.end()).isEqualTo(BEGUN.plusSeconds(30));
        assertThat(first.length()).isEqualTo(History.INTERVAL);
        assertThat(first.questions()).isEqualTo(3);
        assertThat(first.answers()).isEqualTo(Map.of(Kind.HIT, 2L, Kind.MISS, 1L, Kind.SHARED, 0L, Kind.STALE, 0L));
        assertThat(first.p95Millis()).isBetween(2_000.0, 2_400.0);
        assertThat(first.breaker()).isEqualTo("closed");
        Interval second = history.intervals().get(1);
        assertThat(second.questions()).isEqualTo(1);
        assertThat(second.answers()).isEqualTo(Map.of(Kind.HIT, 0L, Kind.MISS, 0L, Kind.SHARED, 1L, Kind.STALE, 0L));
        assertThat(second.p95Millis()).isBetween(50.0, 60.0);
        assertThat(second.refused()).isEqualTo(1);
        assertThat(second.failed()).isEqualTo(1);
        assertThat(second.running()).isEqualTo(3);
        assertThat(second.waiting()).isEqualTo(2);
        assertThat(second.breaker()).isEqualTo("open");
    }

    /** A balancer asks a draining instance once a second, and is told 503. */
    @Test
    void checksOfHealth_areNoFailures() {
        note();
        instance.ends("/health", 503);
        instance.ends("/health/redis", 503);
        goOn(History.INTERVAL);

        assertThat(history.intervals().get(0).failed()).isZero();
    }

    @Test
    void anIntervalWithoutAQuestion_hasNoLatency() {
        note();
        instance.answers(Kind.MISS, Duration.ofSeconds(2));
        goOn(History.INTERVAL);
        goOn(History.INTERVAL);

        assertThat(history.intervals().get(1).questions()).isZero();
        assertThat(history.intervals().get(1).p95Millis()).isZero();
    }

    @Test
    void keepsAnHour_andNoMore() {
        note();
        for (int i = 0; i < 3 * History.INTERVALS + 50; i++) {
            instance.answers(Kind.HIT, ReadingsScene.QUICK);
            goOn(TICK);
        }

        List<Interval> hour = history.intervals();
        assertThat(hour).hasSize(History.INTERVALS).allMatch(interval -> interval.questions() == 3);
        assertThat(Duration.between(hour.get(0).end(), hour.get(119).end())).isEqualTo(Duration.ofSeconds(30 * 119));
    }

    /** Whoever looks is late or early by some: no interval is lost by that, or told twice. */
    @Test
    void looksAtOddTimes_makeIntervalsOfOtherLengths() {
        note();
        for (int seconds : new int[] {9, 12, 8, 11, 9, 10, 0, 10}) {
            goOn(Duration.ofSeconds(seconds));
        }

        assertThat(history.intervals())
                .extracting(interval -> interval.length().toSeconds())
                .containsExactly(29L, 30L);
    }

    @Test
    void anInstanceThatWasFrozen_tellsOneLongInterval_andForgetsWhatIsOlderThanAnHour() {
        note();
        goOn(History.INTERVAL);
        goOn(Duration.ofMinutes(10));
        assertThat(history.intervals())
                .extracting(Interval::length)
                .containsExactly(History.INTERVAL, Duration.ofMinutes(10));

        goOn(Duration.ofMinutes(59));

        assertThat(history.intervals())
                .extracting(Interval::length)
                .containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(59));
    }

    /** As on a machine that slept, or that learns what time it is after it has started. */
    @Test
    void aClockThatIsSetLater_movesNoIntervalThatComesAfter() {
        note();
        goOn(History.INTERVAL);
        wallTime.getAndUpdate(before -> before.plus(Duration.ofMinutes(10)));
        goOn(History.INTERVAL);

        assertThat(history.intervals())
                .extracting(Interval::length)
                .containsExactly(History.INTERVAL, History.INTERVAL);
        assertThat(history.intervals().get(1).end()).isEqualTo(wallTime.get());
    }

    @RepeatedTest(5)
    void losesNothing_whenManyLookAtOnce() throws Exception {
        note();
        int callers = 8;
        int each = 50;
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                all.add(threads.submit(() -> {
                    gate.await();
                    for (int i = 0; i < each; i++) {
                        ticker.addAndGet(Duration.ofSeconds(1).toNanos());
                        note();
                        assertThat(history.intervals()).doesNotContainNull();
                    }
                    return null;
                }));
            }
            gate.countDown();
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }

            Duration told = history.intervals().stream().map(Interval::length).reduce(Duration.ZERO, Duration::plus);
            assertThat(Duration.ofSeconds(400).minus(told)).isBetween(Duration.ZERO, History.INTERVAL);
        } finally {
            threads.shutdownNow();
        }
    }

    private void goOn(Duration time) {
        ticker.addAndGet(time.toNanos());
        wallTime.getAndUpdate(before -> before.plus(time));
        note();
    }

    private void note() {
        history.note(instance.readings());
    }
}
