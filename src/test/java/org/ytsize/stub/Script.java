package org.ytsize.stub;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who answers what at the moment. Thread-safe: a request sees either what was before a change or what is after it. */
final class Script {
    /** What holds for all videos at once. */
    private record Everybody(Outage.Door door, Optional<Scenario> scenario) {}

    private static final Everybody AS_SCRIPTED = new Everybody(Outage.Door.OPEN, Optional.empty());
    private static final Behaviour ORDINARY = Behaviour.says(Videos::byHash);

    private final Map<String, Scenario> casting = new ConcurrentHashMap<>();
    private volatile Everybody everybody = AS_SCRIPTED;

    void cast(String videoId, Scenario scenario) {
        casting.put(videoId, scenario);
    }

    void castAll(Scenario scenario) {
        everybody = new Everybody(Outage.Door.OPEN, Optional.of(scenario));
    }

    void during(Outage outage) {
        everybody = new Everybody(outage.door(), outage.scenario());
    }

    void asScripted() {
        everybody = AS_SCRIPTED;
        casting.clear();
    }

    Outage.Door door() {
        return everybody.door();
    }

    Behaviour behaviour(String videoId) {
        return everybody
                .scenario()
                .or(() -> Optional.ofNullable(casting.get(videoId)))
                .or(() -> Scenario.of(videoId))
                .map(Scenario::behaviour)
                .orElse(ORDINARY);
    }
}
