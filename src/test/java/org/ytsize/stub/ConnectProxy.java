package org.ytsize.stub;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Accepts connections on loopback, and gives each a daemon thread of its own. Closing it ends them all. Thread-safe.
 */
final class ConnectProxy implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final Duration BREATH = Duration.ofMillis(10);

    private final ServerSocket server;
    private final Function<Socket, Runnable> conversations;
    private final Tally tally;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(ConnectProxy::thread);

    private ConnectProxy(ServerSocket server, Function<Socket, Runnable> conversations, Tally tally) {
        this.server = server;
        this.conversations = conversations;
        this.tally = tally;
    }

    /** Listens on a port of 127.0.0.1; on any that is free if {@code port} is 0. */
    static ConnectProxy listen(int port, Function<Socket, Runnable> conversations, Tally tally) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        ServerSocket server = new ServerSocket();
        try {
            server.bind(new InetSocketAddress(loopback, port), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        ConnectProxy proxy = new ConnectProxy(server, conversations, tally);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Threads take no more work before the sockets are closed, so that none can be added that nobody closes. */
    @Override
    public void close() {
        threads.shutdownNow();
        closeQuietly(server);
        sockets.forEach(ConnectProxy::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                converse(server.accept());
            } catch (IOException e) {
                // The proxy is closed, or there are too many connections for one more.
                LockSupport.parkNanos(BREATH.toNanos());
            }
        }
    }

    private void converse(Socket socket) {
        sockets.add(socket);
        tally.connected();
        try {
            threads.execute(() -> {
                try {
                    conversations.apply(socket).run();
                } finally {
                    end(socket);
                }
            });
        } catch (RejectedExecutionException closing) {
            end(socket);
        }
    }

    private void end(Socket socket) {
        closeQuietly(socket);
        sockets.remove(socket);
        tally.disconnected();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It cannot be used any more, which is what closing was for.
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "stub-youtube");
        thread.setDaemon(true);
        return thread;
    }
}
