package org.ytsize.stub;

import java.time.Duration;

/**
 * How a stub is to be. Immutable: the methods return a changed copy.
 *
 * @param port to listen on; 0 for any that is free
 * @param smallPages whether watch pages have some kilobytes instead of the megabyte that YouTube's have
 * @param slowness how long a slow video waits for the gate before it answers all the same
 */
public record StubSettings(int port, boolean smallPages, Duration slowness) {
    /** Any free port, pages of a megabyte, and slow videos that wait until a test lets them go. */
    public static final StubSettings DEFAULT = new StubSettings(0, false, Reply.FOREVER);

    public StubSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    public StubSettings onPort(int wanted) {
        return new StubSettings(wanted, smallPages, slowness);
    }

    public StubSettings withSmallPages() {
        return new StubSettings(port, true, slowness);
    }

    public StubSettings slowFor(Duration time) {
        return new StubSettings(port, smallPages, time);
    }
}
