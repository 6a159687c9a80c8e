package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.ytsize.contract.ContractCheck;

/** Talks HTTP with one instance, as clients in the field do, and fails where an answer is not as the contract has it. Thread-safe. */
final class Caller {
    static final String FORWARDED = "X-Forwarded-For";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final URI base;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param base with or without a slash at the end */
    Caller(URI base) {
        this.base = base;
    }

    int port() {
        return base.getPort();
    }

    /** An address that nobody has asked from yet. */
    static String freshClient() {
        int number = CLIENTS.incrementAndGet();
        return "198.18." + number / 250 + "." + (number % 250 + 1);
    }

    /** The body of a question about one video. */
    static String question(String videoId) {
        return "{\"url\":\"https://www.youtube.com/watch?v=" + videoId + "\"}";
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /** Asks about a video, as a client that has not asked before. */
    Answer size(String videoId) {
        return post(question(videoId));
    }

    CompletableFuture<Answer> sizeLater(String videoId) {
        return postLater(question(videoId));
    }

    CompletableFuture<Answer> postLater(String json) {
        HttpRequest request = request("POST", "/api/v1/size", json, asFreshClient());
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(Caller::answer);
    }

    /** Posts JSON to the size endpoint, as a client that has not asked before. */
    Answer post(String json) {
        return post(json, asFreshClient());
    }

    Answer post(String json, String... headers) {
        return send("POST", "/api/v1/size", json, headers);
    }

    /** Posts JSON as the client with that address. */
    Answer postFrom(String address, String json) {
        return post(json, "Content-Type", "application/json", FORWARDED, address);
    }

    /** Asks {@code path}; a body that is empty is none. */
    Answer send(String method, String path, String body, String... headers) {
        try {
            return answer(client.send(request(method, path, body, headers), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " had no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<byte[]> getBytes(String path, String... headers) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request("GET", path, "", headers), BodyHandlers.ofByteArray());
        boolean compressed = response.headers().firstValue("Content-Encoding").isPresent();
        check(response, new String(compressed ? unzipped(response.body()) : response.body(), UTF_8));
        return response;
    }

    static byte[] unzipped(byte[] body) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return gzip.readAllBytes();
        }
    }

    /** Begins to read the answer, line by line as it comes; each is checked when it is read. */
    HttpResponse<Stream<String>> lines(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(
                request(method, path, body, headers),
                response -> BodySubscribers.mapping(
                        BodySubscribers.ofLines(UTF_8),
                        lines -> lines.peek(new PieceCheck(
                                method,
                                path,
                                response.statusCode(),
                                response.headers().map()))));
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.method(
                        method,
                        body.isEmpty() && !method.equals("POST")
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(body.getBytes(UTF_8)))
                .build();
    }

    private static String[] asFreshClient() {
        return List.of("Content-Type", "application/json", FORWARDED, freshClient())
                .toArray(new String[0]);
    }

    private static Answer answer(HttpResponse<String> response) {
        check(response, response.body());
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    private static void check(HttpResponse<?> response, String body) {
        URI uri = response.request().uri();
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        ContractCheck.ofTheService()
                .check(
                        response.request().method(),
                        target,
                        response.statusCode(),
                        response.headers().map(),
                        body);
    }
}
