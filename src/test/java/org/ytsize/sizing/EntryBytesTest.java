package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a remembered video weighs, against the model of capacity and its page. Whoever changes the weight measures both anew. */
final class EntryBytesTest {
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."));

    @Test
    void theModelHasWhatTheCacheCounts() throws IOException {
        assertThat(Files.readString(PROJECT.resolve("tools/capacity.py")))
                .contains("entry_bytes: float = number(" + AskedInstance.ENTRY_BYTES + ", 'measured:");
    }

    @Test
    void thePageHasItsParts() throws IOException {
        int beside = AskedInstance.ENTRY_BYTES - AskedInstance.TABLE_BYTES - AskedInstance.WHOLE_BYTES;

        assertThat(Files.readString(PROJECT.resolve("docs/capacity.md")))
                .containsIgnoringWhitespaces(String.format(
                        Locale.ROOT,
                        "an entry takes %,d bytes by `ytsize_cache_bytes` and `ytsize_cache_entries`, %d of them by the cache's own account "
                                + "for what is beside the answers, %d for v1's and %,d for v2's, packed.",
                        AskedInstance.ENTRY_BYTES,
                        beside,
                        AskedInstance.TABLE_BYTES,
                        AskedInstance.WHOLE_BYTES));
    }
}
