package org.ytsize.ops;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import org.ytsize.timing.LatencyStats;

/**
 * The service's numbers, and the JVM's, in the forms that Prometheus reads. Thread-safe.
 *
 * <p>All numbers of the service in one text are of one moment: they are read once for it.
 */
final class PrometheusText implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    /**
     * Watches the JVM from now on, until it is closed.
     *
     * @param readings reads the service's numbers
     */
    PrometheusText(Supplier<Readings> readings) {
        List<MeterBinder> jvm = List.of(
                new JvmMemoryMetrics(),
                garbage,
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics(),
                new FileDescriptorMetrics());
        jvm.forEach(binder -> binder.bindTo(registry));
        registry.getPrometheusRegistry().register((MultiCollector) () -> snapshots(readings.get()));
    }

    /**
     * All of it.
     *
     * @param contentType the form that is wanted, an Accept header's value
     * @return in OpenMetrics' form where that is asked for, else in Prometheus' own, which anybody can read
     */
    String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    /** Stops watching the JVM. */
    @Override
    public void close() {
        garbage.close();
        registry.close();
    }

    private static MetricSnapshots snapshots(Readings readings) {
        MetricSnapshots.Builder told = MetricSnapshots.builder();
        for (Metric metric : Metrics.ALL) {
            told.metricSnapshot(snapshot(metric, readings));
        }
        return told.build();
    }

    private static MetricSnapshot snapshot(Metric metric, Readings readings) {
        if (metric instanceof Metric.Numbers numbers) {
            return switch (numbers.type()) {
                case COUNTER -> counter(numbers, readings);
                case GAUGE -> gauge(numbers, readings);
                case INFO -> info(numbers, readings);
            };
        }
        if (metric instanceof Metric.Times times) {
            return histogram(times, readings);
        }
        throw new AssertionError(metric);
    }

    private static MetricSnapshot counter(Metric.Numbers metric, Readings readings) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(without("_total", metric)).help(metric.help());
        metric.read()
                .apply(readings)
                .forEach((values, number) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels(metric, values))
                        .value(number.doubleValue())
                        .build()));
        return counter.build();
    }

    private static MetricSnapshot gauge(Metric.Numbers metric, Readings readings) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(metric.name()).help(metric.help());
        metric.read()
                .apply(readings)
                .forEach((values, number) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels(metric, values))
                        .value(number.doubleValue())
                        .build()));
        return gauge.build();
    }

    private static MetricSnapshot info(Metric.Numbers metric, Readings readings) {
        InfoSnapshot.Builder info =
                InfoSnapshot.builder().name(without("_info", metric)).help(metric.help());
        metric.read()
                .apply(readings)
                .keySet()
                .forEach(values -> info.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(labels(metric, values))
                        .build()));
        return info.build();
    }

    private static MetricSnapshot histogram(Metric.Times metric, Readings readings) {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder().name(metric.name()).help(metric.help());
        metric.read()
                .apply(readings)
                .forEach((values, times) -> histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(labels(metric, values))
                        .classicHistogramBuckets(buckets(times))
                        .sum(times.sum().toNanos() / 1e9)
                        .build()));
        return histogram.build();
    }

    /** The library counts each bucket by itself, and adds up when it writes. */
    private static ClassicHistogramBuckets buckets(LatencyStats times) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long before = 0;
        for (LatencyStats.Bucket bucket : times.histogram()) {
            buckets.bucket(bucket.upTo(), bucket.count() - before);
            before = bucket.count();
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, times.count() - before).build();
    }

    private static Labels labels(Metric metric, List<String> values) {
        return Labels.of(metric.labels(), values);
    }

    /** The library adds such an ending itself, in the form that wants it. */
    private static String without(String ending, Metric metric) {
        return metric.name().substring(0, metric.name().length() - ending.length());
    }
}
