package org.ytsize.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server that the WAR is deployed on, as tests start it. Thread-safe. */
interface Server {
    /** The one that the system property {@code server} names: {@code micro}, {@code payara} or {@code liberty}. */
    static Server ofTheTests() {
        String name = System.getProperty("server", "micro");
        return switch (name) {
            case "micro" -> new PayaraMicro();
            case "payara" -> new PayaraServer();
            case "liberty" -> new Liberty();
            default -> throw new IllegalArgumentException("no test knows a server named " + name);
        };
    }

    /** A fresh directory for an instance that is to have {@code war}; gone once that is closed. */
    Path lend(Path war);

    /**
     * The command that starts it in the foreground.
     *
     * @param directory that was lent for it
     * @param settings of the service, for what the server is to be told as well
     */
    List<String> command(Path directory, int port, Map<String, String> settings, Path war);

    /** What it needs in its environment, where the settings do not say otherwise. */
    Map<String, String> environment(Path directory, Path war);

    /**
     * Where a page of its own is that operators look at.
     *
     * @param service where the service listens
     * @param settings that it was started with
     * @param page such as {@code health/ready}
     */
    default URI page(URI service, Map<String, String> settings, String page) {
        return service.resolve("/mp" + page);
    }
}
