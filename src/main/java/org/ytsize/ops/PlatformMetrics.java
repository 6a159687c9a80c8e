package org.ytsize.ops;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The service's counters and gauges in the server's own MicroProfile Metrics, for those who watch the server there. All as gauges, since the numbers are counted elsewhere;
 * histograms are told to Prometheus alone. Thread-safe.
 */
final class PlatformMetrics {
    /** A registry cannot be told when it is read, so what is new is there that much later. */
    static final Duration UPDATE_EVERY = Duration.ofSeconds(10);

    /** Numbers that are asked for one after another are of one moment. */
    private static final Duration ONE_MOMENT = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(PlatformMetrics.class.getName());

    private final MetricRegistry registry;
    private final Supplier<Readings> readings;
    private final LongSupplier ticker;
    private final AtomicReference<@Nullable Moment> last = new AtomicReference<>();
    /** Guarded by this. */
    private Set<MetricID> entered = Set.of();

    private record Moment(Readings readings, long nanos) {}

    /** @param ticker nanoseconds of a monotonic clock */
    PlatformMetrics(MetricRegistry registry, Supplier<Readings> readings, LongSupplier ticker) {
        this.registry = registry;
        this.readings = readings;
        this.ticker = ticker;
    }

    /** Enters what there is to tell by now, and takes out what there is no more; to be called every {@link #UPDATE_EVERY}. Never fails. */
    synchronized void update() {
        try {
            Set<MetricID> told = new HashSet<>();
            for (Metric metric : Metrics.ALL) {
                if (metric instanceof Metric.Numbers numbers) {
                    numbers.read().apply(now()).keySet().forEach(labels -> told.add(enter(numbers, labels)));
                }
            }
            entered.stream().filter(id -> !told.contains(id)).forEach(registry::remove);
            entered = told;
        } catch (RuntimeException unexpected) {
            LOG.log(Level.WARNING, "the server's metrics lack what is new", unexpected);
        }
    }

    /** What is in there already stays as it is. */
    private MetricID enter(Metric.Numbers metric, List<String> labels) {
        Tag[] tags = new Tag[labels.size()];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = new Tag(metric.labels().get(i), labels.get(i));
        }
        MetricID id = new MetricID(metric.name(), tags);
        if (!entered.contains(id)) {
            Metadata metadata = Metadata.builder()
                    .withName(metric.name())
                    .withDescription(metric.help())
                    .build();
            registry.gauge(metadata, this, source -> source.read(metric, labels), tags);
        }
        return id;
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
