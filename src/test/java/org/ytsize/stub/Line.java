package org.ytsize.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way through loopback to a server, which a test can block: what is sent on it then arrives once it is free again. Thread-safe. */
public final class Line implements AutoCloseable {
    private final ServerSocket entry;
    private final int exit;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** Guards {@code blocked}. */
    private final Object gate = new Object();

    private boolean blocked;

    private Line(ServerSocket entry, int exit) {
        this.entry = entry;
        this.exit = exit;
        threads.execute(this::listen);
    }

    /** A line to whatever listens on that port of loopback, now or later. */
    public static Line to(int exit) {
        try {
            return new Line(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), exit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it begins. */
    public int port() {
        return entry.getLocalPort();
    }

    public void block() {
        synchronized (gate) {
            blocked = true;
        }
    }

    public void free() {
        synchronized (gate) {
            blocked = false;
            gate.notifyAll();
        }
    }

    @Override
    public void close() {
        free();
        threads.shutdownNow();
        sockets.forEach(Line::end);
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        while (!entry.isClosed()) {
            try {
                connect(entry.accept());
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Whoever comes while nobody is there is turned away. */
    private void connect(Socket caller) {
        sockets.add(caller);
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), exit);
            sockets.add(server);
            threads.execute(() -> pass(caller, server));
            threads.execute(() -> pass(server, caller));
        } catch (IOException nobodyThere) {
            end(caller);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            byte[] piece = new byte[16_384];
            for (int read = from.getInputStream().read(piece);
                    read >= 0;
                    read = from.getInputStream().read(piece)) {
                awaitFree();
                to.getOutputStream().write(piece, 0, read);
            }
        } catch (IOException | InterruptedException ended) {
            // Either side has had enough.
        }
    }

    private void awaitFree() throws InterruptedException {
        synchronized (gate) {
            while (blocked) {
                gate.wait();
            }
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
