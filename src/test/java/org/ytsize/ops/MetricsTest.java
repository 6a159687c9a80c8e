package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/metrics.md is the catalogue: what is not in it is not told, and what is in it is told. */
final class MetricsTest {
    private static final Path CATALOGUE = Path.of(System.getProperty("basedir", "."), "docs", "metrics.md");
    private static final Pattern LINE =
            Pattern.compile("\\| `(ytsize_\\w+)` \\| (\\w+) \\| (\\w[^|]*) \\|([^|]*)\\| (\\w[^|]+) \\| \\S[^|]+ \\|");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)`");

    private record Line(String name, String type, String unit, List<String> labels, String meaning) {}

    @Test
    void catalogue_hasEveryMetric_andNoOther() throws IOException {
        List<String> told = Metrics.ALL.stream().map(MetricsTest::shown).toList();

        assertThat(catalogue().stream().map(MetricsTest::shown)).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void catalogue_saysTheSameAsTheHelpOfTheMetric() throws IOException {
        for (Line line : catalogue()) {
            Metric metric = Metrics.ALL.stream()
                    .filter(one -> one.name().equals(line.name()))
                    .findAny()
                    .orElseThrow();

            assertThat(plain(line.meaning())).as(line.name()).startsWith(plain(metric.help()));
        }
    }

    /** By Prometheus' rules a name ends in its unit. */
    @Test
    void catalogue_hasTheUnitThatTheNameHas() throws IOException {
        for (Line line : catalogue()) {
            String base = line.name().replaceFirst("_total$", "");
            for (String unit : List.of("seconds", "bytes")) {
                assertThat(line.unit().equals(unit)).as(line.name()).isEqualTo(base.endsWith("_" + unit));
            }
        }
    }

    @Test
    void names_areGoodForPrometheus() {
        assertThat(Metrics.ALL).extracting(Metric::name).doesNotHaveDuplicates();
        for (Metric metric : Metrics.ALL) {
            assertThat(metric.name()).matches("ytsize_[a-z_]+");
            assertThat(metric.name().endsWith("_total"))
                    .as(metric.name())
                    .isEqualTo(metric instanceof Metric.Numbers numbers && numbers.type() == Metric.Type.COUNTER);
            assertThat(new HashSet<>(metric.labels())).hasSameSizeAs(metric.labels());
        }
    }

    private static String plain(String text) {
        return text.replaceAll("[`:,;(].*", "").strip();
    }

    private static List<Line> catalogue() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(CATALOGUE)) {
            Matcher line = LINE.matcher(text);
            assertThat(line.matches()).as(text).isEqualTo(text.startsWith("| `ytsize_"));
            if (line.matches()) {
                List<String> labels = LABEL.matcher(line.group(4))
                        .results()
                        .map(label -> label.group(1))
                        .toList();
                lines.add(new Line(line.group(1), line.group(2), line.group(3), labels, line.group(5)));
            }
        }
        return lines;
    }

    private static String shown(Line line) {
        return line.name() + " " + line.type() + " " + line.labels();
    }

    private static String shown(Metric metric) {
        String type =
                metric instanceof Metric.Numbers numbers ? numbers.type().name().toLowerCase(Locale.ROOT) : "histogram";
        return metric.name() + " " + type + " " + metric.labels();
    }
}
