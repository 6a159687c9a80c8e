package org.ytsize.stub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The stub as a program: reads its arguments, runs it until its input ends or it is signalled, and cleans up. */
final class StubProgram {
    private static final String HELP = """
            A YouTube for developers: an HTTPS proxy on loopback that answers like YouTube.

              java -cp target/test-classes org.ytsize.stub.StubYouTube [options]

              --port N        port of 127.0.0.1 to listen on (any free one)
              --ca-file PATH  where to put the certificate that callers have to trust; removed at the end
              --slow SECONDS  how long slow videos take (5)
              --small         pages of some kilobytes instead of a megabyte
              --list          print the videos there are, and end

            Runs until its standard input ends, or until it is signalled.
            """;

    private static final String LIST_END = """
            any other    200                        ordinary, with sizes that follow from its id

            Each is https://www.youtube.com/watch?v=VIDEO. After some of these answers the service asks YouTube
            nothing for 30 seconds (503 CIRCUIT_OPEN); after 20 questions in a minute it wants one to wait (429).
            """;

    /** What was asked for on the command line. */
    private record Wish(StubSettings settings, Optional<Path> caFile) {}

    private StubProgram() {}

    /** Returns the exit status: 0, 2 for arguments it does not understand, 1 for what cannot be done. */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        List<String> words = List.of(args);
        if (words.contains("--help")) {
            out.print(HELP);
            return 0;
        }
        if (words.contains("--list")) {
            list(out);
            return 0;
        }
        Wish wish;
        try {
            wish = parse(new ArrayDeque<>(words));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "; --help says what there is");
            return 2;
        }
        return serve(wish, in, out, err);
    }

    private static Wish parse(Deque<String> words) {
        StubSettings settings = StubSettings.DEFAULT.slowFor(Duration.ofSeconds(5));
        Optional<Path> caFile = Optional.empty();
        while (!words.isEmpty()) {
            String option = words.remove();
            switch (option) {
                case "--port" -> settings = settings.onPort(number(option, words));
                case "--slow" -> settings = settings.slowFor(Duration.ofSeconds(number(option, words)));
                case "--small" -> settings = settings.withSmallPages();
                case "--ca-file" -> caFile = Optional.of(Path.of(value(option, words)));
                default -> throw new IllegalArgumentException("there is no " + option);
            }
        }
        return new Wish(settings, caFile);
    }

    private static String value(String option, Deque<String> words) {
        return Optional.ofNullable(words.poll())
                .orElseThrow(() -> new IllegalArgumentException(option + " needs a value"));
    }

    private static int number(String option, Deque<String> words) {
        String value = value(option, words);
        if (!value.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(option + " needs a number, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static int serve(Wish wish, InputStream in, PrintStream out, PrintStream err) {
        try {
            StubYouTube stub = StubYouTube.start(wish.settings());
            // The hook runs on a signal as well as at an ordinary end.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stub, wish.caFile()), "stub-youtube-end"));
            Path caFile = stub.caFile();
            if (wish.caFile().isPresent()) {
                caFile = Files.copy(stub.caFile(), wish.caFile().get(), StandardCopyOption.REPLACE_EXISTING);
            }
            out.println("stub YouTube: proxy " + stub.proxy() + ", CA " + caFile.toAbsolutePath());
            out.flush();
            in.transferTo(OutputStream.nullOutputStream());
            return 0;
        } catch (IOException | UncheckedIOException e) {
            err.println(e);
            return 1;
        }
    }

    private static void end(StubYouTube stub, Optional<Path> caFile) {
        try {
            stub.close();
            if (caFile.isPresent()) {
                Files.deleteIfExists(caFile.get());
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("not everything could be removed: " + e.getMessage());
        }
    }

    private static void list(PrintStream out) {
        out.printf("%-11s  %-25s  %s%n", "video", "the service answers", "what it is");
        for (Scenario scenario : Scenario.values()) {
            String answer = (scenario.status() + " " + scenario.code()).strip();
            out.printf("%-11s  %-25s  %s%n", scenario.videoId(), answer, scenario.description());
        }
        out.print(LIST_END);
    }
}
