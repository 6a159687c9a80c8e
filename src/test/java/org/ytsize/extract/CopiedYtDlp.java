package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the host's yt-dlp, which a test may break. */
final class CopiedYtDlp {
    private CopiedYtDlp() {}

    /** The host's own. */
    static Path installed() throws IOException {
        String wanted = System.getenv().getOrDefault("YTDLP_PATH", "yt-dlp");
        Installation found = Installation.locate(wanted, ChildEnvironment.searchPath());
        assertThat(found).as("a yt-dlp that can be imported").isInstanceOf(Installation.Script.class);
        return ((Installation.Script) found).path().toRealPath();
    }

    /** The script, and the package beside it where there is one; else the package is where its interpreter finds it. */
    static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        Path source = from.resolveSibling("yt_dlp");
        if (!Files.isDirectory(source)) {
            return;
        }
        Path target = to.resolveSibling("yt_dlp");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, target.resolve(source.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Has the copy in {@code directory} call itself {@code version}. */
    static void writeVersion(Path directory, String version) throws IOException {
        Files.writeString(
                directory.resolve("yt_dlp/version.py"),
                "__version__ = '" + version + "'\nRELEASE_GIT_HEAD = ''\nVARIANT = None\nUPDATE_HINT = None\n"
                        + "CHANNEL = 'stable'\nORIGIN = 'yt-dlp/yt-dlp'\n_pkg_version = '" + version + "'\n");
    }
}
