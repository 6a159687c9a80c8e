package org.ytsize.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The yt-dlp that is on this host, and what can be done with it. */
sealed interface Installation {

    /** There is none at {@code wanted}. */
    record Missing(String wanted) implements Installation {}

    /** A Python script: its interpreter can import what it would run. */
    record Script(Path path, List<String> interpreter) implements Installation {}

    /** A frozen binary or a wrapper: all that can be done is to run it. */
    record Program(Path path) implements Installation {}

    int LONGEST_HEAD = 1024;
    /** What pip writes where the interpreter's path is too long for a shebang line, or has blanks. */
    Pattern PIP_TRAMPOLINE = Pattern.compile("'''exec' (?:\"(?<quoted>[^\"]+)\"|(?<plain>\\S+)) \"\\$0\"");

    Pattern PYTHON = Pattern.compile("python[\\d.]*");

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
        if (command.get(0).indexOf('\0') >= 0) {
            return Optional.empty(); // A binary file that happens to begin like a script.
        }
        Path program = Path.of(command.get(0));
        boolean python = Files.isExecutable(program)
                && program.getFileName() != null
                && PYTHON.matcher(program.getFileName().toString()).matches();
        return python ? Optional.of(command) : Optional.empty();
    }

    private static String head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_HEAD), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static Optional<Path> find(String wanted, String searchPath) {
        if (wanted.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        if (wanted.indexOf('/') >= 0) {
            return Optional.of(Path.of(wanted).toAbsolutePath()).filter(Installation::isProgram);
        }
        for (String directory : searchPath.split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, wanted);
            if (isProgram(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
