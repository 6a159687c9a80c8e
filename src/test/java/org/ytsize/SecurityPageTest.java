package org.ytsize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md against the tests: what it says is shown has to be shown by something that is there. */
final class SecurityPageTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern OF_JAVA = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern OF_PYTHON = Pattern.compile("`(test_\\w+)`");
    private static final Pattern FILE = Pattern.compile("`((?:ansible|server-config|tools)/[\\w./-]+)`");

    @Test
    void namesTestsOfJava_thatAreThere() throws IOException {
        List<Path> files = files(BASE.resolve("src/test/java"));
        for (MatchResult test : found(OF_JAVA)) {
            assertThat(files).as(test.group()).anySatisfy(file -> {
                assertThat(file.getFileName()).hasToString(test.group(1) + ".java");
                if (test.group(2) != null) {
                    assertThat(file).content().contains(" " + test.group(2) + "(");
                }
            });
        }
    }

    @Test
    void namesTestsOfPython_thatAreThere() throws IOException {
        List<Path> files = files(BASE.resolve("src/test/python"));
        files.addAll(files(BASE.resolve("src/test/balancer")));
        files.addAll(files(BASE.resolve("src/test/containers")));
        for (MatchResult test : found(OF_PYTHON)) {
            assertThat(files)
                    .as(test.group())
                    .anySatisfy(file -> assertThat(file).content().contains("def " + test.group(1) + "("));
        }
    }

    @Test
    void namesFiles_thatAreThere() throws IOException {
        for (MatchResult file : found(FILE)) {
            assertThat(BASE.resolve(file.group(1))).exists();
        }
    }

    private static List<MatchResult> found(Pattern pattern) throws IOException {
        List<MatchResult> found = pattern.matcher(Files.readString(BASE.resolve("docs/security.md")))
                .results()
                .toList();
        assertThat(found).isNotEmpty();
        return found;
    }

    /** Of text, which is what tests are. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return new ArrayList<>(files.filter(file ->
                            file.toString().endsWith(".java") || file.toString().endsWith(".py"))
                    .toList());
        }
    }
}
