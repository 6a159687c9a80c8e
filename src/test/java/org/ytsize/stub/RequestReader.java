package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 requests, and of its stream not one byte more than they are long. For one thread. */
final class RequestReader {
    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_BODY = 8 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int left = MAX_HEAD;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next request, or empty where the stream ends instead of one.
     *
     * @throws ProtocolException if what comes is no request, or a larger one than anybody should send
     */
    Optional<Request> next() throws IOException {
        left = MAX_HEAD;
        Optional<String> first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] words = first.get().split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("not a request");
        }
        Map<String, String> headers = headers();
        return Optional.of(new Request(words[0], words[1], headers, body(headers)));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("not a header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
        }
        return headers;
    }

    private String body(Map<String, String> headers) throws IOException {
        String length = headers.getOrDefault("content-length", "0");
        if (headers.containsKey("transfer-encoding") || !length.matches("\\d{1,7}")) {
            throw new ProtocolException("a body of unknown or absurd length");
        }
        int wanted = Integer.parseInt(length);
        byte[] bytes = in.readNBytes(Math.min(wanted, MAX_BODY));
        if (bytes.length < wanted) {
            throw new ProtocolException("the body is shorter than announced");
        }
        return new String(bytes, UTF_8);
    }

    private String requiredLine() throws IOException {
        return line().orElseThrow(() -> new ProtocolException("the head ends in the middle"));
    }

    /** A line without its end, or empty at the end of the stream. */
    private Optional<String> line() throws IOException {
        line.reset();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 && line.size() == 0) {
                return Optional.empty();
            }
            if (b < 0 || left-- == 0) {
                throw new ProtocolException("a line without an end");
            }
            line.write(b);
        }
        return Optional.of(line.toString(ISO_8859_1).strip());
    }
}
