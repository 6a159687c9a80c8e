package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ytsize.stub.Host;
import org.ytsize.stub.StubYouTube;

/**
 * The built WAR on a server of its own, Payara Micro where nobody says otherwise, as a process with the environment that a test wants. Thread-safe.
 *
 * <p>Closing it ends the process and everything below it, at the latest with the JVM of the tests. Its log stays in {@code target/it}.
 */
public final class Instance implements AutoCloseable {
    /** Far more than a start takes: the machine may be busy with other things. */
    static final Duration START = Duration.ofMinutes(4);

    /** As long as draining may take, and a little. */
    private static final Duration STOP = Duration.ofSeconds(50);

    /** What the process gets of the test's own environment: settings in there are not meant for it. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "JAVA_HOME", "TMPDIR", "LANG", "LC_ALL");

    /** Of HTTP/1.1, since the server complains of connections that an end of HTTP/2 leaves. */
    private static final HttpClient POLLER =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Server SERVER = Server.ofTheTests();
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Path directory;
    private final Path log;
    private final int port;
    private final Process process;
    private final Thread atExit = new Thread(this::end, "end-instance");

    private Instance(Path directory, Path log, int port, Process process) {
        this.directory = directory;
        this.log = log;
        this.port = port;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The newest yt-dlp that there is to test with: {@code YTDLP_PATH}, else whatever the PATH has. */
    public static String newestYtDlp() {
        return System.getenv().getOrDefault("YTDLP_PATH", "yt-dlp");
    }

    /** The settings with which an instance asks {@code stub} instead of YouTube, by the newest yt-dlp. */
    public static Map<String, String> asking(StubYouTube stub) {
        return Map.of(
                "YTDLP_PATH",
                newestYtDlp(),
                "YTDLP_PROXY",
                stub.proxy().toString(),
                "YTDLP_CA_CERTS",
                stub.caFile().toString());
    }

    /** Starts an instance that asks {@code stub}; it answers when this returns. {@code settings} win over {@link #asking}. */
    public static Instance start(StubYouTube stub, Map<String, String> settings) {
        return start(stub, settings, Host.freePort());
    }

    /** Starts one on that port. */
    public static Instance start(StubYouTube stub, Map<String, String> settings, int port) {
        return start(stub, settings, port, war());
    }

    /** Starts that WAR on that port. */
    static Instance start(StubYouTube stub, Map<String, String> settings, int port, Path war) {
        Map<String, String> environment = new HashMap<>(asking(stub));
        environment.putAll(settings);
        return launch(environment, port, war).awaitAnswer();
    }

    /**
     * Starts an instance; it answers when this returns, be it healthy or not.
     *
     * @throws IllegalStateException if it ends instead; the message has its log
     */
    public static Instance start(Map<String, String> settings) {
        return launch(settings).awaitAnswer();
    }

    private Instance awaitAnswer() {
        try {
            await().atMost(START).pollInterval(Duration.ofMillis(200)).until(this::answersOrHasEnded);
            if (!process.isAlive()) {
                throw new IllegalStateException("the instance ended: " + logText());
            }
            return this;
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /** Starts the process without waiting for anything. */
    public static Instance launch(Map<String, String> settings) {
        return launch(settings, Host.freePort(), war());
    }

    private static Instance launch(Map<String, String> settings, int port, Path war) {
        try {
            Path directory = SERVER.lend(war.toAbsolutePath());
            Path logs = Files.createDirectories(file("target/it"));
            Path log = logs.resolve(
                    "instance-" + ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet() + ".log");
            ProcessBuilder builder = new ProcessBuilder(SERVER.command(directory, port, settings, war.toAbsolutePath()))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().retainAll(INHERITED);
            builder.environment().putAll(SERVER.environment(directory, war.toAbsolutePath()));
            builder.environment().put("PORT", Integer.toString(port));
            builder.environment().putAll(settings);
            return new Instance(directory, log, port, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, without a slash at the end. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public URI uri(String path) {
        return URI.create(base() + path);
    }

    public int port() {
        return port;
    }

    /** The process id of its JVM. */
    public long pid() {
        return process.pid();
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Where it keeps its own files; gone once it is closed. */
    public Path directory() {
        return directory;
    }

    /** What it has written so far to its standard output and error. */
    public Path log() {
        return log;
    }

    public String logText() {
        try {
            return Files.readString(log, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the process to end by itself.
     *
     * @return its exit status
     */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the instance goes on: " + logText());
        }
        return process.exitValue();
    }

    /** Sends SIGTERM, as systemd does, and waits for the end. Closing twice is as good as once. */
    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                below = process.descendants().toList();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        below.forEach(ProcessHandle::destroyForcibly);
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook runs anyway, and finds nothing left to kill.
        }
    }

    static Path war() {
        return Path.of(property("war", "target/ytsize.war"));
    }

    /** A file of the project. */
    static Path file(String path) {
        return Path.of(property("basedir", "."), path).toAbsolutePath();
    }

    /** Where the servers are that the service does not ship with. */
    static Path otherServers() {
        return file("target/servers");
    }

    /** Nothing of it but its log is left afterwards. */
    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        if (Files.exists(directory)) {
            Host.remove(directory);
        }
    }

    /** Servers answer before the application is there, but not with this. */
    private boolean answersOrHasEnded() throws InterruptedException {
        if (!process.isAlive()) {
            return true;
        }
        HttpRequest request = HttpRequest.newBuilder(uri("/health"))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            HttpResponse<String> answer = POLLER.send(request, BodyHandlers.ofString());
            return answer.body().contains("\"circuitBreaker\"");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String property(String name, String byDefault) {
        return System.getProperty(name, byDefault);
    }
}
