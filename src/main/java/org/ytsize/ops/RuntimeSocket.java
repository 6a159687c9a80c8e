package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where operators on this host give the instance their word: a Unix domain socket, which nothing from outside can reach, whatever a balancer passes
 * on. A connection sends one line and gets one back. Only the service's own user may use it. Thread-safe.
 */
final class RuntimeSocket implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RuntimeSocket.class.getName());
    private static final int LONGEST_LINE = 100;
    private static final long PATIENCE_SECONDS = 2;

    private final Path path;
    private final UnaryOperator<String> commands;
    private final ScheduledExecutorService timer;
    private final ServerSocketChannel server;

    /**
     * Listens from now on.
     *
     * @param path of the socket; one that a process left there which is no more is replaced
     * @param commands answers a line with a line
     * @param executor gives it one thread until it is closed
     * @param timer ends connections that send nothing
     * @throws UncheckedIOException if it cannot listen there, or another process does
     */
    RuntimeSocket(Path path, UnaryOperator<String> commands, Executor executor, ScheduledExecutorService timer) {
        this.path = path;
        this.commands = commands;
        this.timer = timer;
        try {
            removeLeftover(path);
            this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException unusable) {
            throw new UncheckedIOException("OPS_SOCKET cannot be used: " + unusable.getMessage(), unusable);
        }
        executor.execute(this::listen);
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException gone) {
            LOG.log(Level.FINE, "the socket is left behind", gone);
        }
    }

    private static void removeLeftover(Path path) throws IOException {
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw new IOException("something else is at " + path);
        }
        if (Files.exists(path)) {
            try {
                SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            } catch (ConnectException nobodyListens) {
                Files.delete(path);
                return;
            }
            throw new IOException("another process listens at " + path);
        }
    }

    private void listen() {
        while (server.isOpen()) {
            try {
                answer(server.accept());
            } catch (ClosedChannelException ended) {
                LOG.log(Level.FINE, "closed", ended);
            } catch (IOException noneLeft) {
                LOG.log(Level.WARNING, "no operator can be heard for a while: {0}", noneLeft.toString());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            }
        }
    }

    private void answer(SocketChannel operator) {
        try (operator) {
            ScheduledFuture<?> tooLate = timer.schedule(() -> end(operator), PATIENCE_SECONDS, TimeUnit.SECONDS);
            operator.write(ByteBuffer.wrap((commands.apply(line(operator)) + "\n").getBytes(US_ASCII)));
            tooLate.cancel(false);
        } catch (IOException | RuntimeException broken) {
            LOG.log(Level.FINE, "an operator has gone, or said nothing", broken);
        }
    }

    private static void end(SocketChannel caller) {
        try {
            caller.close();
        } catch (IOException gone) {
            LOG.log(Level.FINE, "it had ended", gone);
        }
    }

    private static String line(SocketChannel caller) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(LONGEST_LINE);
        while (read.hasRemaining() && caller.read(read) >= 0) {
            String text = new String(read.array(), 0, read.position(), US_ASCII);
            if (text.indexOf('\n') >= 0) {
                return text.substring(0, text.indexOf('\n')).strip();
            }
        }
        return new String(read.array(), 0, read.position(), US_ASCII).strip();
    }
}
