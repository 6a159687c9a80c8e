package org.ytsize.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ytsize.contract.ContractCheck;

/**
 * One connection to an instance, on which a test writes what it likes, HTTP or not. For one thread. A read that takes
 * very long fails: the instance hangs then. So does an answer that is not as the contract has it, where what was asked is a request.
 */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    /** The beginning of a request that HTTP can read. */
    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Za-z]+) (/\\S*) HTTP/1\\.[01]\r\n");

    private final Socket socket;
    private final InputStream in;
    private String asked = "";

    Wire(int port) throws IOException {
        this("127.0.0.1", port);
    }

    /** @param from the address that the instance takes for its peer's */
    Wire(String from, int port) throws IOException {
        socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends one request on a connection of its own, and reads the answer; empty if there was none. */
    static Optional<Answer> exchange(int port, String request) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send(request);
            return wire.answer();
        }
    }

    /**
     * The same for a request that the server's connector refuses without a word, before the application sees it: to such answers the contract does
     * not apply.
     */
    static Optional<Answer> exchangeWithTheConnector(int port, String request) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send(request);
            wire.asked = "";
            return wire.answer();
        }
    }

    /** Writes text, each character a byte. One request at a time, in one piece or several. */
    void send(String text) throws IOException {
        asked += asked.contains("\n") ? "" : text;
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Says that nothing more will come. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Reads one response.
     *
     * @return empty if the other side hangs up without a word
     * @throws java.net.SocketTimeoutException if nothing comes for long
     */
    Optional<Answer> answer() throws IOException {
        String statusLine = lineOrEnd();
        if (statusLine == null) {
            return Optional.empty();
        }
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IOException("no status line: " + statusLine);
        }
        int status = Integer.parseInt(words[1]);
        Map<String, List<String>> headers = headers();
        byte[] body = body(status, headers);
        boolean compressed = body.length > 0
                && headers.getOrDefault("Content-Encoding", List.of()).contains("gzip");
        Answer answer = new Answer(status, headers, new String(compressed ? Caller.unzipped(body) : body, UTF_8));
        check(answer);
        return Optional.of(answer);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void check(Answer answer) {
        Matcher request = REQUEST_LINE.matcher(asked);
        if (request.lookingAt()) {
            ContractCheck.ofTheService()
                    .check(request.group(1), request.group(2), answer.status(), answer.headers(), answer.body());
        }
        if (answer.status() >= 200) {
            asked = "";
        }
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] parts = line.split(": ?", 2);
            headers.computeIfAbsent(parts[0], unseen -> new ArrayList<>()).add(parts.length == 2 ? parts[1] : "");
        }
        return headers;
    }

    private byte[] body(int status, Map<String, List<String>> headers) throws IOException {
        if (status == 100) {
            return new byte[0];
        }
        if (headers.containsKey("Content-Length")) {
            int length = Integer.parseInt(headers.get("Content-Length").get(0));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("the body breaks off");
            }
            return body;
        }
        if (headers.getOrDefault("Transfer-Encoding", List.of()).contains("chunked")) {
            return chunks();
        }
        return status == 204 || status == 304 ? new byte[0] : in.readAllBytes();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        String line = lineOrEnd();
        if (line == null) {
            throw new EOFException("the head breaks off");
        }
        return line;
    }

    private @Nullable String lineOrEnd() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return line.size() == 0 ? null : line.toString(ISO_8859_1);
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }
}
