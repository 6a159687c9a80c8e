package org.ytsize.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    private static final double ROUNDING = 1e-9;

    private final Latencies latencies = new Latencies();

    @Test
    void areZero_beforeTheFirst() {
        assertThat(latencies.stats().millis(0.5)).isZero();
        assertThat(latencies.stats().millis(1)).isZero();
    }

    @Test
    void tellTheSlowest_apartFromTheOthers() {
        for (int i = 0; i < 99; i++) {
            latencies.record(Duration.ofMillis(10));
        }
        latencies.record(Duration.ofSeconds(10));

        assertThat(latencies.stats().millis(0.50)).isBetween(10.0, 12.0);
        assertThat(latencies.stats().millis(0.99)).isBetween(10.0, 12.0);
        assertThat(latencies.stats().millis(1)).isBetween(10_000.0, 12_000.0);
    }

    @Test
    void takeTheExtremes() {
        latencies.record(Duration.ZERO);
        assertThat(latencies.stats().millis(1)).isLessThanOrEqualTo(0.05);

        latencies.record(Duration.ofNanos(-1));
        latencies.record(Duration.ofDays(1000));
        assertThat(latencies.stats().millis(1)).isGreaterThan(500_000);
    }

    /** Never too low, and too high by a fifth at most, from a twentieth of a millisecond to 500 s. */
    @Property
    void areWithinAFifth_ofTheExactPercentile(
            @ForAll @NotEmpty @Size(max = 60) List<@LongRange(min = 50_000, max = 500_000_000_000L) Long> nanos,
            @ForAll @DoubleRange(min = 0.01, max = 1) double part) {
        Latencies told = new Latencies();
        nanos.forEach(duration -> told.record(Duration.ofNanos(duration)));
        List<Long> sorted = nanos.stream().sorted().toList();
        double exact = sorted.get((int) Math.ceil(sorted.size() * part) - 1) / 1e6;

        assertThat(told.stats().millis(part)).isBetween(exact * (1 - ROUNDING), exact * 1.2 * (1 + ROUNDING));
    }

    @Test
    void tellWhatHasComeSince() {
        latencies.record(Duration.ofSeconds(10));
        LatencyStats before = latencies.stats();
        latencies.record(Duration.ofMillis(10));
        latencies.record(Duration.ofMillis(10));

        LatencyStats since = latencies.stats().since(before);

        assertThat(since.count()).isEqualTo(2);
        assertThat(since.millis(1)).isBetween(10.0, 12.0);
        assertThat(since.sum()).isEqualTo(Duration.ofMillis(20));
        assertThat(latencies.stats().since(latencies.stats()).millis(0.95)).isZero();
    }

    /** As Prometheus adds them up: cumulative, with one end for all instances. */
    @Test
    void areTold_asAHistogramThatCanBeAddedUp() {
        latencies.record(Duration.ofMillis(10));
        latencies.record(Duration.ofMillis(12));
        latencies.record(Duration.ofMinutes(5));

        List<LatencyStats.Bucket> told = latencies.stats().histogram();
        assertThat(told).hasSize(26).isSortedAccordingTo(Comparator.comparingDouble(LatencyStats.Bucket::upTo));
        assertThat(told.get(0).upTo()).isEqualTo(0.000072);
        assertThat(told.get(25)).isEqualTo(new LatencyStats.Bucket(62.5, 2));
        assertThat(told).allSatisfy(bucket -> assertThat(bucket.count()).isEqualTo(bucket.upTo() < 0.01 ? 0 : 2));
        assertThat(latencies.stats().sum()).isEqualTo(Duration.ofMillis(300_022));
    }

    @RepeatedTest(5)
    void loseNothing_whenManyRecordAtOnce() throws Exception {
        Latencies shared = new Latencies();
        int callers = 8;
        int each = 2_000;
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                boolean slow = caller == 0;
                all.add(threads.submit(() -> {
                    gate.await();
                    for (int i = 0; i < each; i++) {
                        shared.record(slow ? Duration.ofSeconds(1) : Duration.ofMillis(1));
                    }
                    return null;
                }));
            }
            gate.countDown();
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }

            // Exactly one in eight was slow: one more or less on either side would move the percentile.
            assertThat(shared.stats().millis(7.0 / 8)).isLessThan(2);
            assertThat(shared.stats().millis(7.0 / 8 + 1.0 / (callers * each))).isGreaterThan(900);
        } finally {
            threads.shutdownNow();
        }
    }
}
