package org.ytsize.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The yt-dlp that is on this host, and what can be done with it. */
sealed interface Installation {

    /** There is none at {@code wanted}. */
    record Missing(String wanted) implements Installation {}

    /** A Python script: its interpreter can import what it would run. */
    record Script(Path path, List<String> interpreter) implements Installation {}

    /** A frozen binary or a wrapper: all that can be done is to run it. */
    record Program(Path path) implements Installation {}

    /** The file to run, empty where there is none. */
    default Set<Path> file() {
        return this instanceof Script script
                ? Set.of(script.path())
                : this instanceof Program program ? Set.of(program.path()) : Set.of();
    }

    int LONGEST_HEAD = 1024;
    /** What pip writes where the interpreter's path is too long for a shebang line, or has blanks. */
    Pattern PIP_TRAMPOLINE = Pattern.compile("'''exec' (?:\"(?<quoted>[^\"]+)\"|(?<plain>\\S+)) \"\\$0\"");

    Pattern PYTHON = Pattern.compile("python[\\d.]*");

    /** The charset of file names, so that a path in a shebang line is the path of the file. */
    Charset NATIVE = Charset.forName(System.getProperty("native.encoding", "UTF-8"));

    /**
     * Looks for yt-dlp.
     *
     * @param wanted a path, or a name to be looked up in {@code searchPath}
     * @param searchPath directories as in the variable PATH
     */
    static Installation locate(String wanted, String searchPath) {
        Optional<Path> found = find(wanted, searchPath);
        if (found.isEmpty()) {
            return new Missing(wanted);
        }
        Path path = found.get();
        return interpreter(path, searchPath)
                .<Installation>map(interpreter -> new Script(path, interpreter))
                .orElseGet(() -> new Program(path));
    }

    private static Optional<List<String>> interpreter(Path script, String searchPath) {
        String head = head(script);
        if (!head.startsWith("#!")) {
            return Optional.empty();
        }
        Matcher trampoline = PIP_TRAMPOLINE.matcher(head);
        if (head.startsWith("#!/bin/sh") && trampoline.find()) {
            String quoted = trampoline.group("quoted");
            return pythonOnly(List.of(quoted == null ? trampoline.group("plain") : quoted));
        }
        List<String> words = new ArrayList<>(
                List.of(head.lines().findFirst().orElse("").substring(2).strip().split("\\s+")));
        if (words.get(0).endsWith("/env")) {
            words.remove(0);
            words.remove("-S");
            Optional<Path> python = words.isEmpty() ? Optional.empty() : find(words.get(0), searchPath);
            if (python.isEmpty()) {
                return Optional.empty();
            }
            words.set(0, python.get().toString());
        }
        return pythonOnly(List.copyOf(words));
    }

    private static Optional<List<String>> pythonOnly(List<String> command) {
        return path(command.get(0))
                .filter(Files::isExecutable)
                .map(Path::getFileName)
                .filter(name -> PYTHON.matcher(name.toString()).matches())
                .map(name -> command);
    }

    private static String head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_HEAD), NATIVE);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static Optional<Path> find(String wanted, String searchPath) {
        Stream<Optional<Path>> candidates = wanted.indexOf('/') >= 0
                ? Stream.of(path(wanted))
                : Stream.of(searchPath.split(":", -1))
                        .map(directory -> path(directory.isEmpty() ? "." : directory, wanted));
        return candidates
                .flatMap(Optional::stream)
                .filter(Installation::isProgram)
                .map(Path::toAbsolutePath)
                .findFirst();
    }

    /** Empty where no file can have that name: with a NUL, or with what the host's locale cannot say. */
    private static Optional<Path> path(String first, String... more) {
        try {
            return Optional.of(Path.of(first, more));
        } catch (InvalidPathException noName) {
            return Optional.empty();
        }
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
