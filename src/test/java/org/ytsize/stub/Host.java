package org.ytsize.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What tests want of the host that they run on. */
public final class Host {
    /** How many ports a JVM has to give, of the three at most that run tests at once. */
    private static final int PORTS = 3_000;

    private static final int FIRST_PORT = 12_000 + PORTS * (Integer.getInteger("fork", 0) % 3);
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

    private Host() {}

    /**
     * A port that was free just now, as is the one 10,000 above it, which nodes of a Redis Cluster use among themselves. Nobody else is given it for a
     * long time, since what is to listen there may take seconds to start, or be away for a while: not here, and not in the other JVMs that
     * run tests, whose property {@code fork} is another. Linux gives outgoing connections those from 32768 on ({@code ip_local_port_range}).
     */
    public static int freePort() {
        return IntStream.generate(NEXT_PORT::getAndIncrement)
                .map(next -> FIRST_PORT + next % PORTS)
                .filter(port -> isFree(port) && isFree(port + 10_000))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Sends a signal, such as {@code STOP}. */
    public static void signal(String name, long pid) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Removes a directory and all that is in it, part of which somebody who ends may be removing, or writing, too. */
    public static void remove(Path directory) {
        for (int tries = 100; tries > 0; tries--) {
            try {
                removeOnce(directory);
                return;
            } catch (DirectoryNotEmptyException filledMeanwhile) {
                // Once more.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("somebody goes on writing to " + directory);
    }

    private static void removeOnce(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException gone) throws IOException {
                Files.deleteIfExists(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
