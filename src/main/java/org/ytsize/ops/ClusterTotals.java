package org.ytsize.ops;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.ytsize.sizing.Origin;

/** What the reports of several instances come to. */
final class ClusterTotals {
    private static final List<String> BREAKER_STATES = List.of("closed", "half_open", "open");

    private ClusterTotals() {}

    /**
     * Adds up what can be added.
     *
     * @param members instances that should have reported
     */
    static JsonObjectBuilder of(List<JsonObject> instances, int members) {
        JsonObjectBuilder answers = Reports.BUILDERS.createObjectBuilder();
        for (Origin.Kind kind : Origin.Kind.values()) {
            answers.add(kind.word(), sum(instances, kind.word(), "sinceStart", "answers"));
        }
        JsonObjectBuilder breakers = Reports.BUILDERS.createObjectBuilder();
        for (String state : BREAKER_STATES) {
            breakers.add(
                    state,
                    instances.stream()
                            .filter(instance -> state.equals(
                                    instance.getJsonObject("breaker").getString("state")))
                            .count());
        }
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("members", members)
                .add("reported", instances.size())
                .add(
                        "ready",
                        instances.stream()
                                .filter(instance -> instance.getBoolean("ready"))
                                .count())
                .add("breakers", breakers)
                .add(
                        "workers",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("busy", sum(instances, "busy", "workers"))
                                .add("idle", sum(instances, "idle", "workers"))
                                .add("max", sum(instances, "max", "workers")))
                .add("waiting", sum(instances, "waiting", "queue"))
                .add(
                        "sinceStart",
                        Reports.BUILDERS
                                .createObjectBuilder()
                                .add("questions", sum(instances, "questions", "sinceStart"))
                                .add("answers", answers)
                                .add("refused", sum(instances, "refused", "sinceStart"))
                                .add("failed", sum(instances, "failed", "sinceStart")));
    }

    private static long sum(List<JsonObject> instances, String number, String... path) {
        return instances.stream()
                .mapToLong(instance -> {
                    JsonObject at = instance;
                    for (String step : path) {
                        at = at.getJsonObject(step);
                    }
                    return at.getJsonNumber(number).longValue();
                })
                .sum();
    }
}
