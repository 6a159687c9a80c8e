package org.ytsize.stub;

import java.util.Optional;

/** What can be wrong between the service and YouTube for every video at once. */
public enum Outage {
    BOT_CHECK(Scenario.BOT_CHECK),
    SESSION_LIMIT(Scenario.SESSION_LIMIT),
    HTTP_429(Scenario.HTTP_429),
    HTTP_403(Scenario.HTTP_403),
    HTTP_500(Scenario.HTTP_500),
    CUT_OFF(Scenario.CUT_OFF),
    NOISE(Scenario.NOISE),
    /** Requests arrive and are never answered; those that wait go on waiting when it is over. */
    SILENCE(Scenario.SILENT),

    /** The proxy answers 502 to every CONNECT. Connections that stand go on. */
    PROXY_REFUSES(Door.REFUSES),
    /** The proxy hangs up on every new connection, without a word. */
    PROXY_HANGS_UP(Door.HANGS_UP),
    /** The certificate is not one that the stub's authority made. Connections that stand go on. */
    WRONG_CERTIFICATE(Door.MASKED);

    /** How the proxy receives new connections. */
    enum Door {
        OPEN,
        REFUSES,
        HANGS_UP,
        MASKED
    }

    private final Door door;
    private final Optional<Scenario> scenario;

    Outage(Scenario scenario) {
        this.door = Door.OPEN;
        this.scenario = Optional.of(scenario);
    }

    Outage(Door door) {
        this.door = door;
        this.scenario = Optional.empty();
    }

    Door door() {
        return door;
    }

    /** What every video answers meanwhile; empty if they answer as scripted. */
    Optional<Scenario> scenario() {
        return scenario;
    }
}
