package org.ytsize.ops;

import java.util.List;
import java.util.stream.Stream;

/** Everything that the service counts and measures; the JVM's own numbers apart. */
final class Metrics {
    static final List<Metric> ALL = Stream.of(AnswerMetrics.ALL, SharingMetrics.ALL, InstanceMetrics.ALL)
            .flatMap(List::stream)
            .toList();

    private Metrics() {}
}
