package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md against the code: a variable that one of them does not know is a mistake in the other. */
final class ConfigurationPageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "docs", "configuration.md");
    private static final Pattern TABLE_ROW =
            Pattern.compile("^\\| `([A-Z_]+)` \\| `?([^`|]*?)`? \\|.*", Pattern.MULTILINE);

    @Test
    void listsExactlyTheVariables_withTheirDefaults() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = TABLE_ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            assertThat(documented).doesNotContainKey(row.group(1));
            documented.put(row.group(1), row.group(2));
        }

        Variables variables = new Variables(name -> Optional.empty());
        Settings.read(variables);

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(variables.defaults());
    }
}
