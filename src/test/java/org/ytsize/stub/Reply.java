package org.ytsize.stub;

import java.io.IOException;
import java.time.Duration;

/** What is sent back for one request. Immutable. */
interface Reply {
    Duration FOREVER = Duration.ofDays(1);

    /** Sends itself; returns whether the connection can carry another request afterwards. */
    boolean send(Wire wire) throws IOException, InterruptedException;

    /** An ordinary HTTP response. */
    static Reply of(int status, String type, Body body) {
        return wire -> {
            wire.send(status, type, body);
            return true;
        };
    }

    static Reply html(int status, Body body) {
        return of(status, "text/html; charset=utf-8", body);
    }

    static Reply json(int status, Body body) {
        return of(status, "application/json; charset=UTF-8", body);
    }

    /** A response that says how long it is, and ends soon after its beginning. */
    static Reply cutOff(String type, Body body) {
        return wire -> {
            wire.sendStart(type, body);
            return false;
        };
    }

    /** The same reply after the gate has opened, or after the time that slow videos take. */
    static Reply late(Reply reply) {
        return wire -> wire.hold(wire.slowness()) && reply.send(wire);
    }

    /** None: the connection ends without one when the gate opens. */
    static Reply none() {
        return wire -> {
            wire.hold(FOREVER);
            return false;
        };
    }
}
