package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Where a Sentry takes in what is reported, over plain HTTP: keeps each envelope, and answers or not. Thread-safe. */
public final class StubSentry implements AutoCloseable {
    /** What the DSN has for a key; it goes into a header and nowhere else. */
    public static final String KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    private static final int HTTP_OK = 200;
    private static final int HTTP_TOO_MANY = 429;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> envelopes = new CopyOnWriteArrayList<>();
    private volatile int status = HTTP_OK;
    private volatile CountDownLatch thaw = new CountDownLatch(0);

    private StubSentry(HttpServer server) {
        this.server = server;
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts one on loopback. */
    public static StubSentry start() {
        try {
            return new StubSentry(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String dsn() {
        return "http://" + KEY + "@127.0.0.1:" + server.getAddress().getPort() + "/42";
    }

    /** Answers nobody until it {@link #thaw thaws}. */
    public void freeze() {
        thaw = new CountDownLatch(1);
    }

    /** Answers who waits, and those who come. */
    public void thaw() {
        thaw.countDown();
    }

    /** Says from now on that it has had enough. */
    public void refuse() {
        status = HTTP_TOO_MANY;
    }

    /** All that has come so far, as it was sent, envelope by envelope. */
    public List<String> envelopes() {
        return List.copyOf(envelopes);
    }

    /** The errors that were reported so far. */
    public List<JsonObject> events() {
        return items("event");
    }

    /** The times that were reported so far. */
    public List<JsonObject> transactions() {
        return items("transaction");
    }

    @Override
    public void close() {
        thaw();
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            String auth = String.valueOf(exchange.getRequestHeaders().getFirst("X-Sentry-Auth"));
            boolean isForUs = auth.contains(KEY)
                    && exchange.getRequestURI().getPath().equals("/api/42/envelope/")
                    && exchange.getRequestMethod().equals("POST");
            envelopes.add((isForUs ? "" : "not for us\n") + new String(body.readAllBytes(), UTF_8));
            thaw.await();
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** An envelope is lines: its header, then for each item a header with its type and the item (develop.sentry.dev/sdk/envelopes). */
    private List<JsonObject> items(String type) {
        return envelopes.stream().flatMap(envelope -> items(envelope, type)).collect(Collectors.toList());
    }

    private static Stream<JsonObject> items(String envelope, String type) {
        String[] lines = envelope.split("\n", -1);
        return Stream.iterate(1, line -> line + 1 < lines.length, line -> line + 2)
                .filter(line -> parsed(lines[line]).getString("type").equals(type))
                .map(line -> parsed(lines[line + 1]));
    }

    private static JsonObject parsed(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
