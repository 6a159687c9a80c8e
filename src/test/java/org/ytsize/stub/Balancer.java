package org.ytsize.stub;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real HAProxy with the project's haproxy.cfg, in which only the servers' ports are others. Ended by {@link #close}, at the latest with the JVM.
 * Thread-safe.
 */
public final class Balancer implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    /** Columns of "show stat" (HAProxy Management Guide 9.1). */
    private static final int SERVER = 1;

    private static final int STATUS = 17;

    private final int port;
    private final Path directory;
    private final Process process;
    private final Thread atExit = new Thread(this::kill, "kill-haproxy");

    private Balancer(int port, Path directory, Map<String, String> settings) throws IOException {
        this.port = port;
        this.directory = directory;
        ProcessBuilder builder = new ProcessBuilder(
                        "haproxy", "-W", "-f", directory.resolve("haproxy.cfg").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(port),
                        "HAPROXY_BIND", "127.0.0.1",
                        "HAPROXY_SOCKET", socket().toString()));
        builder.environment().putAll(settings);
        this.process = builder.start();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Balances between what listens on {@code servers}, ports of loopback; called ytsize-1 and so on. */
    public static Balancer start(List<Integer> servers) {
        try {
            return start(Files.createTempDirectory("stub-haproxy"), servers, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same by HTTPS alone, with the certificate of {@code authority}. */
    public static Balancer start(List<Integer> servers, CertificateAuthority authority) {
        try {
            Path directory = Files.createTempDirectory("stub-haproxy");
            Path certificate = directory.resolve("certificate.pem");
            Files.writeString(certificate, authority.hostPem() + authority.hostKeyPem());
            return start(directory, servers, Map.of("HAPROXY_CERT", certificate.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Balancer start(Path directory, List<Integer> servers, Map<String, String> settings) {
        try {
            String shipped = Files.readString(Path.of(System.getProperty("basedir", "."), "haproxy.cfg"));
            String lines = IntStream.range(0, servers.size())
                    .mapToObj(i -> "    server ytsize-" + (i + 1) + " 127.0.0.1:" + servers.get(i) + "\n")
                    .collect(Collectors.joining());
            Files.writeString(
                    directory.resolve("haproxy.cfg"),
                    shipped.replaceFirst("(?s)(# BEGIN servers\n).*?( *# END servers)", "$1" + lines + "$2"));
            Balancer balancer = new Balancer(Host.freePort(), directory, settings);
            balancer.awaitServers(servers.size());
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** What it says of that server, counted from 1: {@code UP}, {@code DOWN}, {@code DRAIN} and more. */
    public String status(int server) {
        return say("show stat")
                .lines()
                .map(line -> line.split(",", -1))
                .filter(columns -> columns.length > STATUS && columns[SERVER].equals("ytsize-" + server))
                .map(columns -> columns[STATUS])
                .findFirst()
                .orElse("");
    }

    /** Says something to its runtime socket. */
    public String say(String command) {
        try {
            return RuntimeSockets.say(socket(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads its configuration again, with a new process; the old one ends what it has begun. */
    public void reload() {
        String before = worker();
        Host.signal("USR2", process.pid());
        await().atMost(START).ignoreExceptions().until(() -> !worker().equals(before));
    }

    /** What it has written so far: its log, a line for each request. */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
        Host.remove(directory);
    }

    private Path socket() {
        return directory.resolve("socket");
    }

    private String worker() {
        return Arrays.stream(say("show info").split("\n", -1))
                .filter(line -> line.startsWith("Pid:"))
                .findFirst()
                .orElseThrow();
    }

    private void awaitServers(int servers) {
        await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(log());
            }
            return Files.exists(socket())
                    && IntStream.rangeClosed(1, servers)
                            .allMatch(server -> status(server).startsWith("UP"));
        });
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
