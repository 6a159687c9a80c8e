package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.ExtractionJob.Clients;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;

final class ColdCommandTest {
    private static final Path PROGRAM = Path.of("/opt/yt-dlp");

    @TempDir
    private Path directory = Path.of("replaced");

    @Nested
    final class ForAJob {
        @Test
        void asksForOneVideo_andReadsNobodysConfiguration() {
            List<String> words =
                    builder(Map.of(), FakePrograms.job(Duration.ofSeconds(1))).command();

            assertThat(words.get(0)).isEqualTo("/opt/yt-dlp");
            assertThat(words)
                    .contains("--ignore-config", "--no-cache-dir", "--no-playlist", "--dump-single-json")
                    .containsSubsequence("--use-extractors", "youtube")
                    .endsWith("--", "https://www.youtube.com/watch?v=dQw4w9WgXcQ")
                    .doesNotContain("--no-warnings", "--cookies");
        }

        @ParameterizedTest
        @EnumSource
        void asksYouTube_asTheJobSays(Clients clients) {
            ExtractionJob job = new ExtractionJob(
                    FakePrograms.VIDEO, Optional.empty(), clients, Egress.DIRECT, Duration.ofSeconds(1));

            assertThat(extractorArguments(builder(Map.of(), job)).contains("player_client=web"))
                    .isEqualTo(clients == Clients.SIZES);
        }

        @Test
        void asksYouTube_asTheSettingsSay_whereTheySayAnything() {
            ProcessBuilder builder =
                    builder(Map.of("YTDLP_EXTRACTOR_ARGS", "youtube:player_client=tv"), FakePrograms.jobWithCookies());

            assertThat(extractorArguments(builder)).isEqualTo("youtube:player_client=tv");
        }

        @Test
        void showsNoCookies_toWhoReadsTheProcessList() {
            ProcessBuilder builder = builder(Map.of(), FakePrograms.jobWithCookies());

            assertThat(builder.command()).containsSubsequence("--cookies", "/dev/stdin");
            assertThat(builder.command()).noneMatch(word -> word.contains("s3cr3t"));
            assertThat(builder.environment().values()).noneMatch(value -> value.contains("s3cr3t"));
        }

        @Test
        void showsNoProxyPassword_toWhoReadsTheProcessList() {
            String proxy = "http://me:s3cr3t@proxy.example:3128";
            ProcessBuilder builder = builder(
                    Map.of(),
                    FakePrograms.job(new Egress("theirs", Optional.of(new Secret(proxy))), Duration.ofSeconds(1)));

            assertThat(builder.command()).noneMatch(word -> word.contains("s3cr3t") || word.contains("proxy.example"));
            assertThat(builder.environment())
                    .containsEntry("https_proxy", proxy)
                    .containsEntry("http_proxy", proxy);
        }

        @Test
        void leavesTheInstancesEnvironmentBehind() {
            ProcessBuilder builder = builder(Map.of(), FakePrograms.job(Duration.ofSeconds(1)));

            assertThat(builder.environment().keySet())
                    .isSubsetOf(
                            "PATH",
                            "SSL_CERT_FILE",
                            "SSL_CERT_DIR",
                            "LC_ALL",
                            "XDG_CACHE_HOME",
                            "PYTHONUNBUFFERED",
                            "YTDLP_NO_PLUGINS");
            assertThat(builder.directory()).hasToString("/");
        }

        @Test
        void wantsNoPlugins() {
            assertThat(builder(Map.of(), FakePrograms.job(Duration.ofSeconds(1)))
                            .environment())
                    .containsEntry("YTDLP_NO_PLUGINS", "1");
        }
    }

    @Nested
    final class WithFurtherAuthorities {
        @Test
        void trustsThem_besidesTheSystems() throws IOException {
            Path extra = Files.writeString(directory.resolve("ca.pem"), "EXTRA AUTHORITY");

            ProcessBuilder builder =
                    builder(Map.of("YTDLP_CA_CERTS", extra.toString()), FakePrograms.job(Duration.ofSeconds(1)));

            assertThat(builder.command()).containsSubsequence("--compat-options", "no-certifi");
            assertThat(builder.environment())
                    .containsEntry("SSL_CERT_FILE", extra.toString())
                    .containsEntry(
                            "SSL_CERT_DIR",
                            Objects.requireNonNullElse(System.getenv("SSL_CERT_DIR"), "/etc/ssl/certs"));
        }

        @Test
        void cannotBeMade_onceTheirFileIsGone() throws IOException {
            Path extra = Files.writeString(directory.resolve("ca.pem"), "EXTRA AUTHORITY");
            Map<String, String> variables = Map.of("YTDLP_CA_CERTS", extra.toString());
            var settings = FakePrograms.settings(variables).ytDlp();
            Files.delete(extra);

            assertThatThrownBy(() -> new ColdCommand(PROGRAM, settings)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Nested
    final class Version {
        private static final Duration AMPLE = Duration.ofSeconds(10);

        private final ExecutorService threads = Executors.newCachedThreadPool();

        @AfterEach
        void endThem() {
            threads.shutdownNow();
        }

        @Test
        void isWhatTheProgramSays() {
            assertThat(version("echo 2026.10.26")).hasValue("2026.10.26");
            assertThat(version("echo 2026.10.26.123456-nightly+x@y")).hasValue("2026.10.26.123456-nightly+x@y");
        }

        @Test
        void isEmpty_whereTheProgramSaysNothingSensible() {
            assertThat(version("exit 1")).isEmpty();
            assertThat(version("echo 'Usage: yt-dlp URL'")).isEmpty();
            assertThat(version("yes | head -c 1000")).isEmpty();
            assertThat(version("echo 2026.10.26; exit 1")).isEmpty();
            assertThat(version(Path.of("/nowhere/yt-dlp"), AMPLE)).isEmpty();
        }

        @Test
        void isEmpty_whereTheProgramHangs_ofWhichNothingIsLeft() {
            Path pid = directory.resolve("pid");
            Path child = directory.resolve("child");
            String hangs = "echo 2026.10.26; sleep 300 & echo $! > " + child + "; echo $$ > " + pid + "; wait";

            assertThat(version(program(hangs), Duration.ofSeconds(3))).isEmpty();

            await().until(() -> FakePrograms.isGone(pid) && FakePrograms.isGone(child));
        }

        @Test
        void isEmpty_whereSomethingHoldsTheOutputOpen() throws IOException {
            Path escaped = directory.resolve("escaped");
            try {
                String escapes = FakePrograms.escape(escaped) + "echo 2026.10.26";
                assertThat(version(program(escapes), Duration.ofSeconds(6))).isEmpty();
            } finally {
                FakePrograms.end(escaped);
            }
        }

        private Optional<String> version(String shell) {
            return version(program(shell), AMPLE);
        }

        private Optional<String> version(Path program, Duration time) {
            CompletableFuture<Optional<String>> version = ColdCommand.version(program, time, threads);
            return version.orTimeout(15, TimeUnit.SECONDS).join();
        }

        private Path program(String shell) {
            return FakePrograms.program(directory, "yt-dlp", "#!/bin/sh\n" + shell + "\n");
        }
    }

    private static String extractorArguments(ProcessBuilder builder) {
        List<String> words = builder.command();
        return words.get(words.indexOf("--extractor-args") + 1);
    }

    private static ProcessBuilder builder(Map<String, String> variables, ExtractionJob job) {
        return command(variables).builder(job);
    }

    private static ColdCommand command(Map<String, String> variables) {
        return new ColdCommand(PROGRAM, FakePrograms.settings(variables).ytDlp());
    }
}
