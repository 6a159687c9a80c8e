package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ytsize.stub.Host;

/** Open Liberty, with Jersey beside the WAR. */
final class Liberty implements Server {
    private static final String NAME = "ytsize";
    /** Where it tells of itself. */
    private static final String OWN_PORT = "SERVER_PORT";

    @Override
    public Path lend(Path war) {
        try {
            Path lent = Files.createTempDirectory("ytsize-liberty");
            Path server = Files.createDirectories(lent.resolve("servers")).resolve(NAME);
            copy(Instance.file("server-config/liberty"), server);
            try (FileSystem packed = FileSystems.newFileSystem(war)) {
                copy(packed.getPath("/"), server.resolve("ytsize"));
            }
            Files.createSymbolicLink(
                    server.resolve("jersey"), Instance.otherServers().resolve("jersey"));
            // C1 alone starts in half the time, and no test measures the peak.
            Files.writeString(server.resolve("jvm.options"), "-Xmx256m\n-XX:TieredStopAtLevel=1\n", UTF_8);
            return lent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a directory to where there is nothing yet. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Override
    public List<String> command(Path directory, int port, Map<String, String> settings, Path war) {
        return List.of(Instance.otherServers().resolve("wlp/bin/server").toString(), "run", NAME);
    }

    @Override
    public Map<String, String> environment(Path directory, Path war) {
        return Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "WLP_USER_DIR",
                directory.toString(),
                OWN_PORT,
                Integer.toString(Host.freePort()));
    }

    @Override
    public URI page(URI service, Map<String, String> settings, String page) {
        return URI.create("http://127.0.0.1:" + settings.get(OWN_PORT) + "/" + page);
    }
}
