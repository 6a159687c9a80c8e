package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to the proxy, from its CONNECT to its end: asks for a tunnel, gets YouTube at the other end of it.
 * For one thread. Whatever a rude client does ends its own connection and nothing else.
 */
final class Conversation implements Runnable {
    /** A client that is silent for so long is not coming back. */
    private static final int IDLE_MILLIS = 120_000;

    /** What all conversations of a stub share. */
    record Setting(
            Site site,
            Script script,
            Tally tally,
            Gate gate,
            Duration slowness,
            SSLSocketFactory genuine,
            SSLSocketFactory masked) {}

    private final Socket socket;
    private final Setting setting;

    Conversation(Socket socket, Setting setting) {
        this.socket = socket;
        this.setting = setting;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            socket.setTcpNoDelay(true);
            if (setting.script().door() != Outage.Door.HANGS_UP && isTunnelGranted()) {
                serve();
            }
        } catch (IOException rudeOrGone) {
            // The connection is closed, which is all that can be done about it.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTunnelGranted() throws IOException {
        Optional<Request> first = new RequestReader(socket.getInputStream()).next();
        if (first.isEmpty()) {
            return false;
        }
        String answer = answerTo(first.get());
        String end = answer.startsWith("200") ? "\r\n\r\n" : "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(("HTTP/1.1 " + answer + end).getBytes(US_ASCII));
        return answer.startsWith("200");
    }

    private String answerTo(Request first) {
        if (!first.method().equals("CONNECT")) {
            return "405 Method Not Allowed";
        }
        if (setting.script().door() == Outage.Door.REFUSES) {
            return "502 Bad Gateway";
        }
        String host = first.target().replaceFirst(":\\d+$", "");
        if (CertificateAuthority.DOMAINS.stream()
                .noneMatch(domain -> host.equals(domain) || host.endsWith("." + domain))) {
            setting.tally().stranger(host);
            return "403 Forbidden";
        }
        return "200 Connection established";
    }

    private void serve() throws IOException, InterruptedException {
        SSLSocketFactory sockets = setting.script().door() == Outage.Door.MASKED ? setting.masked() : setting.genuine();
        try (Socket tls = sockets.createSocket(socket, null, true)) {
            Wire wire = new Wire(tls, setting.gate(), setting.slowness());
            RequestReader reader = new RequestReader(wire.in());
            boolean goesOn = true;
            while (goesOn) {
                Optional<Request> request = reader.next();
                goesOn = request.isPresent() && isAnswered(request.get(), wire);
            }
        }
    }

    /** Answers a request; returns whether another one may follow. */
    private boolean isAnswered(Request request, Wire wire) throws IOException, InterruptedException {
        setting.tally().asked(request);
        wire.serve(request);
        return setting.site().answer(request).send(wire) && !request.isLast();
    }
}
