package org.ytsize.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.settings.Settings;
import org.ytsize.stub.Quiet;

/** The Java side of docs/fork-server.md, against small programs that speak the other side of it, well or badly. */
abstract class ForkServerScene {
    static final Duration AMPLE = Duration.ofSeconds(20);
    static final String SAY_READY = "say(op='ready', version='2026.01.01', why=None, files=['/etc/hostname'])\n";

    @RegisterExtension
    static final Quiet QUIET = Quiet.logger("org.ytsize.extract");

    @TempDir
    Path directory = Path.of("replaced");

    final ExecutorService threads = Executors.newCachedThreadPool();
    final List<ForkServer> servers = new ArrayList<>();

    @AfterEach
    void endAll() {
        servers.forEach(ForkServer::close);
        threads.shutdownNow();
    }

    /** @param behaviour Python that may use {@code start}, {@code hear()} and {@code say(**frame)} */
    ForkServer start(String behaviour) {
        return start(behaviour, threads);
    }

    ForkServer start(String behaviour, Executor executor) {
        FakePrograms.interpreter(directory, behaviour);
        Settings settings = FakePrograms.settings(Map.of("YTDLP_PROXY", "http://me:s3cr3t@p:1"));
        Installation.Script script = new Installation.Script(
                directory.resolve("yt-dlp"),
                List.of(directory.resolve("python3").toString()));
        try {
            ForkServer server = ForkServer.start(script, settings.ytDlp(), settings.workers(), executor);
            servers.add(server);
            return server;
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }
}
