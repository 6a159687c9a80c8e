package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;

/** The real yt-dlp, started anew for a job. */
@Timeout(300)
final class ColdYtDlpIT extends ColdYtDlpScene {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Egress NOWHERE = new Egress("nowhere", Optional.of(new Secret("http://127.0.0.1:9")));

    @Test
    void runsNothingOfPlugins() throws IOException {
        Path script = directory.resolve("yt-dlp");
        CopiedYtDlp.copy(CopiedYtDlp.installed(), script);
        Path trace = directory.resolve("plugged");
        Path plugins = Files.createDirectories(directory.resolve("yt_dlp_plugins/extractor"));
        Files.writeString(plugins.resolve("evil.py"), "open('" + trace + "', 'w')");

        JobResult result =
                engine(script, threads).run(FakePrograms.job(NOWHERE, LONG)).join();

        assertThat(result.log()).anyMatch(line -> line.text().startsWith("[youtube] "));
        assertThat(trace).doesNotExist();
    }
}
