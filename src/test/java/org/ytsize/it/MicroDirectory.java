package org.ytsize.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks Payara Micro once for all instances of a test run, and lends each a directory of its own, since a server writes into
 * the one that it is launched from. Thread-safe. What is left at the end of the JVM is removed then.
 */
final class MicroDirectory {
    private static final String LAUNCHER = "launch-micro.jar";

    private static @Nullable Path session;

    private MicroDirectory() {}

    /** A fresh directory; its launcher is {@link #launcher}. */
    static Path lend() {
        try {
            Path template = session().resolve("template");
            Path lent = Files.createTempDirectory(session(), "instance");
            copy(template, lent);
            return lent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path launcher(Path lent) {
        return lent.resolve(LAUNCHER);
    }

    /** Removes a directory and what is in it. */
    static void remove(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE; // A server that is ending removes some itself.
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path session() throws IOException {
        Path made = session;
        if (made == null) {
            made = Files.createTempDirectory("ytsize-it");
            session = made;
            Path whole = made;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(whole), "remove-micro-directory"));
            unpack(made.resolve("template"));
        }
        return made;
    }

    private static void unpack(Path template) throws IOException {
        List<String> command = List.of(
                Instance.java(), "-jar", Instance.microJar(), "--rootdir", template.toString(), "--outputlauncher");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS) || !Files.exists(launcher(template))) {
                throw new IOException(String.join(" ", command) + " made no launcher");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The libraries, which nobody writes to, are the same files for all. */
    private static void copy(Path template, Path lent) throws IOException {
        Path libraries = template.resolve("runtime");
        Files.walkFileTree(template, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(lent.resolve(template.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = lent.resolve(template.relativize(file));
                if (file.startsWith(libraries)) {
                    Files.createLink(target, file);
                } else {
                    Files.copy(file, target);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
