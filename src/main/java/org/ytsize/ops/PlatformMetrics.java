package org.ytsize.ops;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The service's counters and gauges in the server's own MicroProfile Metrics, for those who watch the server there. All as gauges, since the numbers are counted elsewhere;
 * those whose labels are not known at the start are told to Prometheus alone, as are histograms. Thread-safe.
 */
final class PlatformMetrics {
    /** Numbers that are asked for one after another are of one moment. */
    private static final Duration ONE_MOMENT = Duration.ofSeconds(1);

    private final Supplier<Readings> readings;
    private final LongSupplier ticker;
    private final AtomicReference<@Nullable Moment> last = new AtomicReference<>();

    private record Moment(Readings readings, long nanos) {}

    /**
     * Enters everything that there is to tell now.
     *
     * @param ticker nanoseconds of a monotonic clock
     */
    PlatformMetrics(MetricRegistry registry, Supplier<Readings> readings, LongSupplier ticker) {
        this.readings = readings;
        this.ticker = ticker;
        for (Metric metric : Metrics.ALL) {
            if (metric instanceof Metric.Numbers numbers) {
                numbers.read().apply(now()).keySet().forEach(labels -> enter(registry, numbers, labels));
            }
        }
    }

    private void enter(MetricRegistry registry, Metric.Numbers metric, List<String> labels) {
        Tag[] tags = new Tag[labels.size()];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = new Tag(metric.labels().get(i), labels.get(i));
        }
        Metadata metadata = Metadata.builder()
                .withName(metric.name())
                .withDescription(metric.help())
                .build();
        registry.gauge(metadata, this, source -> source.read(metric, labels), tags);
    }

    private double read(Metric.Numbers metric, List<String> labels) {
        Map<List<String>, ? extends Number> numbers = metric.read().apply(now());
        Number number = numbers.get(labels);
        return number == null ? 0 : number.doubleValue();
    }

    /** Two who come at once read both, and either is good. */
    private Readings now() {
        Moment known = last.get();
        long nanos = ticker.getAsLong();
        if (known == null || nanos - known.nanos() > ONE_MOMENT.toNanos()) {
            known = new Moment(readings.get(), nanos);
            last.set(known);
        }
        return known.readings();
    }
}
