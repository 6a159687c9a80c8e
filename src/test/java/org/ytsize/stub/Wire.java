package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;

/**
 * One decrypted connection, as replies see it: a place to write to, and whether anybody still listens. For one
 * thread.
 */
final class Wire {
    private static final Map<Integer, String> PHRASES = Map.of(
            200, "OK",
            204, "No Content",
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            429, "Too Many Requests",
            500, "Internal Server Error",
            503, "Service Unavailable");
    private static final String HEADERS = """
            X-Content-Type-Options: nosniff\r
            Cache-Control: no-cache, no-store, max-age=0, must-revalidate\r
            Strict-Transport-Security: max-age=31536000\r
            Server: ESF\r
            Set-Cookie: YSC=stub; Domain=.youtube.com; Path=/; Secure; HttpOnly; SameSite=none\r
            Set-Cookie: VISITOR_INFO1_LIVE=stub; Domain=.youtube.com; Path=/; Secure; HttpOnly; SameSite=none\r
            Vary: Accept-Encoding\r
            \r
            """;

    private final Socket socket;
    private final BufferedInputStream in;
    private final OutputStream out;
    private final Gate gate;
    private final Duration slowness;
    private boolean withBody = true;
    private boolean gzip;

    Wire(Socket socket, Gate gate, Duration slowness) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
        this.gate = gate;
        this.slowness = slowness;
    }

    BufferedInputStream in() {
        return in;
    }

    Duration slowness() {
        return slowness;
    }

    /** Notes how this request wants its response. */
    void serve(Request request) {
        withBody = !request.method().equals("HEAD");
        gzip = request.accepts("gzip");
    }

    void send(int status, String type, Body body) throws IOException {
        head(status, type, gzip ? body.gzippedLength() : body.length(), gzip ? "Content-Encoding: gzip\r\n" : "");
        if (withBody && gzip) {
            body.gzipTo(out);
        } else if (withBody) {
            body.writeTo(out);
        }
        out.flush();
    }

    /** Says how long the body is, and sends its first hundred bytes: too few to tell anything. */
    void sendStart(String type, Body body) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        body.writeTo(whole);
        head(200, type, whole.size(), "");
        out.write(whole.toByteArray(), 0, Math.min(100, whole.size() / 2));
        out.flush();
    }

    /** Waits at the gate; returns whether the caller is still there afterwards. */
    boolean hold(Duration patience) throws InterruptedException {
        gate.hold(patience, this::isGone);
        return !isGone();
    }

    private void head(int status, String type, long length, String encoding) throws IOException {
        String head = "HTTP/1.1 " + status + ' ' + PHRASES.getOrDefault(status, "Status") + "\r\nContent-Type: " + type
                + "\r\nContent-Length: " + length + "\r\n" + encoding + HEADERS;
        out.write(head.getBytes(ISO_8859_1));
    }

    /** Looks for the end of the stream. A caller that sends on before it has its answer counts as being there. */
    private boolean isGone() {
        try {
            int patience = socket.getSoTimeout();
            socket.setSoTimeout(1);
            in.mark(1);
            try {
                boolean gone = in.read() < 0;
                in.reset();
                return gone;
            } finally {
                socket.setSoTimeout(patience);
            }
        } catch (SocketTimeoutException stillWaits) {
            return false;
        } catch (IOException brokenOff) {
            return true;
        }
    }
}
