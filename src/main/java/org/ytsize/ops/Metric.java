package org.ytsize.ops;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ytsize.timing.LatencyStats;

/** Something that is counted or measured: its name by Prometheus' rules, and how it is read. docs/metrics.md lists all of them. */
sealed interface Metric {
    /** As it is told, with unit and {@code _total}. */
    String name();

    /** What it is, in few words. */
    String help();

    /** Names of what tells its numbers apart. */
    List<String> labels();

    /** What a number does. */
    enum Type {
        /** It only grows, until the instance ends. */
        COUNTER,
        /** It goes up and down. */
        GAUGE,
        /** It is always 1: its labels are what is told. */
        INFO
    }

    /**
     * Numbers that stand for themselves.
     *
     * @param read the numbers by their label values, in the order of the labels; none where there is nothing to tell
     */
    record Numbers(
            String name,
            Type type,
            String help,
            List<String> labels,
            Function<Readings, Map<List<String>, ? extends Number>> read)
            implements Metric {}

    /**
     * A histogram of times.
     *
     * @param read how long it took, by label values
     */
    record Times(
            String name, String help, List<String> labels, Function<Readings, Map<List<String>, LatencyStats>> read)
            implements Metric {}

    static Metric counter(String name, String help, Function<Readings, ? extends Number> read) {
        return counter(name, help, List.of(), readings -> single(read.apply(readings)));
    }

    static Metric counter(
            String name,
            String help,
            List<String> labels,
            Function<Readings, Map<List<String>, ? extends Number>> read) {
        return new Numbers(name, Type.COUNTER, help, labels, read);
    }

    static Metric gauge(String name, String help, Function<Readings, ? extends Number> read) {
        return gauge(name, help, List.of(), readings -> single(read.apply(readings)));
    }

    static Metric gauge(
            String name,
            String help,
            List<String> labels,
            Function<Readings, Map<List<String>, ? extends Number>> read) {
        return new Numbers(name, Type.GAUGE, help, labels, read);
    }

    static Metric info(String name, String help, String label, Function<Readings, String> read) {
        return new Numbers(name, Type.INFO, help, List.of(label), readings -> Map.of(List.of(read.apply(readings)), 1));
    }

    static Metric times(String name, String help, Function<Readings, LatencyStats> read) {
        return new Times(name, help, List.of(), readings -> Map.of(List.of(), read.apply(readings)));
    }

    /** The numbers of something that is in one of several states: 1 for that, 0 for each other. */
    static Map<List<String>, Integer> oneOf(List<String> states, String current) {
        return states.stream().collect(Collectors.toMap(List::of, state -> state.equals(current) ? 1 : 0));
    }

    private static Map<List<String>, Number> single(Number value) {
        return Map.of(List.of(), value);
    }
}
