package org.ytsize.ops;

import static org.ytsize.ops.Metric.counter;
import static org.ytsize.ops.Metric.gauge;
import static org.ytsize.ops.Metric.times;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.EgressStats;
import org.ytsize.timing.LatencyStats;

/** What the main job tells: requests, answers, lookups, and the paths to YouTube. */
final class AnswerMetrics {
    private static final List<String> BREAKER_STATES = List.of("closed", "open", "half_open");

    static final List<Metric> ALL = List.of(
            counter(
                    "ytsize_http_requests_total",
                    "Requests answered",
                    List.of("route", "status"),
                    AnswerMetrics::requests),
            new Metric.Times(
                    "ytsize_http_request_duration_seconds",
                    "Time from a request's first filter to its last byte",
                    List.of("route"),
                    AnswerMetrics::durations),
            gauge(
                    "ytsize_http_requests_in_flight",
                    "Requests not yet answered in full",
                    all -> all.requests().inFlight()),
            times(
                    "ytsize_question_duration_seconds",
                    "The same for size questions that were not refused before any work",
                    all -> all.requests().questions()),
            counter(
                    "ytsize_answers_total",
                    "Answers by where they came from",
                    List.of("origin"),
                    AnswerMetrics::answers),
            gauge(
                    "ytsize_cache_entries",
                    "Videos of which something is remembered",
                    all -> all.cache().entries()),
            gauge(
                    "ytsize_cache_bytes",
                    "Memory that this takes",
                    all -> all.cache().bytes()),
            counter(
                    "ytsize_cache_evictions_total",
                    "Videos forgotten, for want of room or because their time was over",
                    all -> all.cache().evictions()),
            counter(
                    "ytsize_cache_refreshes_total",
                    "Lookups made before anybody had to wait for them",
                    all -> all.cache().refreshes()),
            counter(
                    "ytsize_single_flight_joins_total",
                    "Questions that waited for a lookup which somebody else had begun",
                    all -> all.cache().joins()),
            counter(
                    "ytsize_lookups_total",
                    "Attempts to look a video up, by the egress they were sent from and how they ended",
                    List.of("egress", "outcome"),
                    AnswerMetrics::lookups),
            counter(
                    "ytsize_lookup_attempts_total",
                    "Attempts begun, retries included",
                    all -> all.lookups().started()),
            counter(
                    "ytsize_lookup_retries_total",
                    "Attempts made again after a failure",
                    all -> all.lookups().retries()),
            counter(
                    "ytsize_lookup_rejections_total",
                    "Lookups turned away because the queue was full",
                    all -> all.lookups().rejected()),
            times(
                    "ytsize_lookup_duration_seconds",
                    "Time that an attempt took",
                    all -> all.lookups().durations()),
            gauge("ytsize_workers", "Workers by what they do", List.of("state"), AnswerMetrics::workers),
            gauge(
                    "ytsize_workers_max",
                    "Workers that may be busy at once",
                    all -> all.settings().workers().max()),
            gauge(
                    "ytsize_queue_length",
                    "Lookups that wait for a worker",
                    all -> all.lookups().waiting()),
            gauge(
                    "ytsize_queue_capacity",
                    "Lookups that may wait",
                    all -> all.lookups().maxWaiting()),
            gauge(
                    "ytsize_breaker_state",
                    "1 for the state that an egress's breaker is in",
                    List.of("egress", "state"),
                    AnswerMetrics::breakers),
            gauge(
                    "ytsize_breaker_retry_after_seconds",
                    "Until a lookup may try again from there, 0 while its breaker is closed",
                    List.of("egress"),
                    all -> egresses(all, egress -> egress.retryAfter().toSeconds(), Math::max)),
            counter(
                    "ytsize_breaker_openings_total",
                    "Times that it opened, by the failure that did it",
                    List.of("egress", "cause"),
                    AnswerMetrics::openings),
            counter(
                    "ytsize_breaker_refusals_total",
                    "Lookups not sent, since no egress was trusted",
                    all -> all.lookups().breaker().refusals()));

    private AnswerMetrics() {}

    private static Map<List<String>, Long> requests(Readings all) {
        Map<List<String>, Long> counts = new HashMap<>();
        all.requests()
                .routes()
                .forEach((route, stats) -> stats.byStatus()
                        .forEach((status, count) -> counts.put(List.of(route, status.toString()), count)));
        return counts;
    }

    private static Map<List<String>, LatencyStats> durations(Readings all) {
        Map<List<String>, LatencyStats> durations = new HashMap<>();
        all.requests().routes().forEach((route, stats) -> durations.put(List.of(route), stats.latencies()));
        return durations;
    }

    private static Map<List<String>, Long> answers(Readings all) {
        Map<List<String>, Long> counts = new HashMap<>();
        all.cache().answers().forEach((origin, count) -> counts.put(List.of(origin.word()), count));
        return counts;
    }

    private static Map<List<String>, Long> lookups(Readings all) {
        Map<List<String>, Long> counts = unseenFailures(all);
        all.lookups()
                .outcomes()
                .forEach((outcome, count) -> counts.merge(List.of(outcome.egress(), outcome.word()), count, Long::sum));
        return counts;
    }

    /** A counter that begins with its first event has not risen, as Prometheus reads it; what somebody should look at is there from the start. */
    private static Map<List<String>, Long> unseenFailures(Readings all) {
        Map<List<String>, Long> counts = new HashMap<>();
        for (EgressStats egress : all.lookups().breaker().egresses()) {
            Stream.of(FailureKind.values())
                    .filter(FailureKind::isToBeReported)
                    .forEach(kind -> counts.put(List.of(egress.name(), kind.code()), 0L));
        }
        return counts;
    }

    private static Map<List<String>, Integer> workers(Readings all) {
        return Map.of(
                List.of("ready"), all.extractor().ready(),
                List.of("busy"), all.lookups().running());
    }

    private static Map<List<String>, Long> openings(Readings all) {
        Map<List<String>, Long> counts = new HashMap<>();
        for (EgressStats egress : all.lookups().breaker().egresses()) {
            egress.openings().forEach((cause, count) -> counts.merge(List.of(egress.name(), cause), count, Long::sum));
        }
        return counts;
    }

    private static Map<List<String>, Integer> breakers(Readings all) {
        Map<List<String>, Integer> states = new HashMap<>();
        for (EgressStats egress : all.lookups().breaker().egresses()) {
            for (String state : BREAKER_STATES) {
                List<String> labels = new ArrayList<>(List.of(egress.name(), state));
                states.merge(labels, egress.state().equals(state) ? 1 : 0, Math::max);
            }
        }
        return states;
    }

    /** @param together of several that have one name */
    private static Map<List<String>, Long> egresses(
            Readings all, ToLongFunction<EgressStats> number, BinaryOperator<Long> together) {
        Map<List<String>, Long> numbers = new HashMap<>();
        all.lookups()
                .breaker()
                .egresses()
                .forEach(egress -> numbers.merge(List.of(egress.name()), number.applyAsLong(egress), together));
        return numbers;
    }
}
