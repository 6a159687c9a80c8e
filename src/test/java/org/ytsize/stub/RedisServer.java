package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real redis-server on a port of loopback, which a test can stop, freeze and start again. It keeps nothing on disk. Ended by {@link #close}, at the
 * latest with the JVM. Thread-safe.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);

    private final int port;
    private final Path directory;
    private final List<String> options;
    private final Thread atExit = new Thread(this::kill, "kill-redis");
    private Process process;

    private RedisServer(int port, Path directory, List<String> options) throws IOException {
        this.port = port;
        this.directory = directory;
        this.options = options;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a server with {@code options} in the form of its command line; it answers when this returns. */
    public static RedisServer start(String... options) {
        return start(Host.freePort(), options);
    }

    /** Starts a server on that port. */
    public static RedisServer start(int port, String... options) {
        try {
            RedisServer server =
                    new RedisServer(port, Files.createTempDirectory("stub-redis"), List.copyOf(Arrays.asList(options)));
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** For the setting REDIS_URL. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Sends one command by a connection of its own. */
    public Object send(String command, String... arguments) {
        return send(patient().build(), command, arguments);
    }

    /** Sends one command as whoever knows {@code password}. */
    public Object sendAs(String password, String command, String... arguments) {
        return send(patient().password(password).build(), command, arguments);
    }

    private Object send(JedisClientConfig login, String command, String... arguments) {
        try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port), login)) {
            return jedis.sendCommand(() -> command.getBytes(US_ASCII), arguments);
        }
    }

    /** How often {@code command} was sent so far, by whomever. */
    public long calls(String command) {
        String stats = new String((byte[]) send("INFO", "commandstats"), US_ASCII);
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** From now on it takes connections and answers nothing. */
    public void freeze() {
        Host.signal("STOP", process.pid());
    }

    public void thaw() {
        Host.signal("CONT", process.pid());
    }

    /** Ends it at once, with all that it knows. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Starts it again on the same port, empty. */
    public void restart() {
        try {
            kill();
            process = launch();
            awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
        Host.remove(directory);
    }

    private Process launch() throws IOException {
        boolean sentinel = options.contains("--sentinel");
        // A sentinel keeps what it is told and learns in its file.
        Path memory = directory.resolve("sentinel.conf");
        if (sentinel && !Files.exists(memory)) {
            Files.createFile(memory);
        }
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(sentinel ? List.of(memory.toString()) : List.of("--save", "", "--appendonly", "no"));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void awaitAnswer() {
        await().atMost(START).pollInterval(Duration.ofMillis(20)).until(() -> {
            try (Jedis jedis =
                    new Jedis(new HostAndPort("127.0.0.1", port), patient().build())) {
                return jedis.ping().equals("PONG");
            } catch (JedisException notYet) {
                if (String.valueOf(notYet.getMessage()).startsWith("NOAUTH")) {
                    return true;
                }
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(directory.resolve("log")));
                }
                return false;
            }
        });
    }

    private static DefaultJedisClientConfig.Builder patient() {
        return DefaultJedisClientConfig.builder().timeoutMillis(10_000);
    }
}
