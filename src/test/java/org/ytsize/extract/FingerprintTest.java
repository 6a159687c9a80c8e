package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FingerprintTest {
    @TempDir
    private Path directory = Path.of("replaced");

    @Test
    void staysTheSame_whileNobodyTouchesTheFiles() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        Fingerprint before = Fingerprint.of(List.of(file, directory.resolve("absent")));

        assertThat(before.again()).isEqualTo(before);
    }

    @Test
    void changes_withContentTimeFileAndPresence() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        FileTime time = Files.getLastModifiedTime(file);
        Fingerprint before = Fingerprint.of(List.of(file));

        Files.writeString(file, "longer");
        Files.setLastModifiedTime(file, time);
        assertThat(before.again()).as("another size").isNotEqualTo(before);

        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5_000));
        assertThat(before.again()).as("another time").isNotEqualTo(before);

        Path other = Files.writeString(directory.resolve("b"), "two");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(before.again()).as("another file").isNotEqualTo(before);

        Files.delete(file);
        assertThat(before.again()).as("no file").isNotEqualTo(before);
    }
}
