package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server that the service ships with, started as hosts and containers start it: by {@code bin/ytdlp-api} of a release. */
final class PayaraMicro implements Server {
    private static final String PROGRAM = "bin/ytdlp-api";

    /** What it reads. */
    private static final List<String> BESIDE = List.of("tools/programs.sh", "tools/server.sh", "server-config/payara");

    private static @Nullable Unpacked unpacked;

    /** Where it is, and who holds it for as long as this JVM goes on: the process ends with what it reads, which goes with this. */
    private record Unpacked(Path server, Process holder) {}

    /** A release. It knows itself by where its program really is, and nothing else of it by where that really is. */
    @Override
    public Path lend(Path war) {
        try {
            Path server = unpacked();
            Path release = Files.createTempDirectory("ytsize-release");
            link(release, "server/payara", server);
            link(release, "ytsize.war", war);
            for (String each : BESIDE) {
                link(release, each, Instance.file(each));
            }
            Files.createDirectory(release.resolve("bin"));
            Files.copy(Instance.file("server-config/systemd/ytdlp-api"), release.resolve(PROGRAM));
            Files.createDirectory(release.resolve("run"));
            return release;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path release, String place, Path target) throws IOException {
        Path link = release.resolve(place);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target);
    }

    /** The same for all of them. */
    private static synchronized Path unpacked() throws IOException {
        Unpacked known = unpacked;
        if (known == null) {
            Process holder = new ProcessBuilder(
                            Instance.file("src/test/shell/server").toString(), Instance.newestYtDlp())
                    .redirectError(Redirect.INHERIT)
                    .start();
            String said = holder.inputReader(UTF_8).readLine();
            if (said == null) {
                throw new IOException("there is no Payara Micro");
            }
            known = new Unpacked(Path.of(said), holder);
            unpacked = known;
        }
        return known.server();
    }

    @Override
    public List<String> command(Path directory, int port, Map<String, String> settings, Path war) {
        // Linux executes no file that anybody has open to write (ETXTBSY, execve(2)), as a process that another thread
        // is just beginning may have that copy. It may be read all the same.
        return List.of("bash", directory.resolve(PROGRAM).toString(), "start");
    }

    @Override
    public Map<String, String> environment(Path directory, Path war) {
        return Map.of(
                "CACHE_DIRECTORY",
                directory.resolve("run").toString(),
                // C1 alone starts in half the time, and no test measures the peak.
                "JAVA_OPTS",
                "-XX:TieredStopAtLevel=1");
    }
}
