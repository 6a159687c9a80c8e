package org.ytsize.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.Secret;
import org.ytsize.settings.YtDlpSettings;

/**
 * How yt-dlp is called for one job. Immutable.
 *
 * <p>Cookies go through standard input and the proxy, which may have a password, through the environment: neither is in the process list or in a
 * file. Authorities that are trusted besides the system's are put into one temporary bundle with those, since yt-dlp takes one file only.
 */
final class ColdCommand implements AutoCloseable {
    private static final long VERSION_SECONDS = 20;
    private static final Path SYSTEM_AUTHORITIES = Path.of("/etc/ssl/certs/ca-certificates.crt");
    private static final String SIZES_ARGUMENTS =
            "youtube:player_client=web;player_skip=configs;skip=hls,dash,translated_subs;formats=missing_pot";
    private static final String STOCK_ARGUMENTS = "youtube:skip=translated_subs;formats=missing_pot";
    private static final List<String> OPTIONS = List.of(
            "--ignore-config",
            "--no-update",
            "--use-extractors",
            "youtube",
            "--no-playlist",
            "--no-cookies-from-browser",
            "--no-cache-dir",
            "--socket-timeout",
            "8",
            "--retries",
            "1",
            "--extractor-retries",
            "1",
            "--ignore-no-formats-error",
            "--color",
            "no_color",
            "--no-progress",
            "--quiet",
            "--dump-single-json");

    private final Path program;
    private final YtDlpSettings settings;
    private final @Nullable Path bundle;

    /** Throws {@link UncheckedIOException} if the authorities cannot be read, or the bundle cannot be written. */
    ColdCommand(Path program, YtDlpSettings settings) {
        this.program = program;
        this.settings = settings;
        this.bundle = settings.caCerts().map(ColdCommand::bundle).orElse(null);
    }

    /** What {@code program} says of its version, empty if it says nothing sensible within 20 s. Blocks as long. */
    static Optional<String> version(Path program) {
        try {
            Process process = ChildEnvironment.builder(List.of(program.toString(), "--ignore-config", "--version"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String line = new String(process.getInputStream().readNBytes(64), StandardCharsets.UTF_8).strip();
            return Optional.of(line).filter(version -> version.matches("[\\w.@+-]{1,40}"));
        } catch (IOException unable) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    ProcessBuilder builder(ExtractionJob job) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(OPTIONS);
        words.add("--extractor-args");
        words.add(settings.extractorArgs()
                .map(Secret::reveal)
                .orElse(job.clients() == ExtractionJob.Clients.SIZES ? SIZES_ARGUMENTS : STOCK_ARGUMENTS));
        if (job.cookies().isPresent()) {
            words.addAll(List.of("--cookies", "/dev/stdin"));
        }
        if (bundle != null) {
            words.addAll(List.of("--compat-options", "no-certifi"));
        }
        words.addAll(List.of("--", "https://www.youtube.com/watch?v=" + job.video()));
        ProcessBuilder builder = ChildEnvironment.builder(words);
        Optional<String> proxy = settings.proxy().map(Secret::reveal);
        proxy.ifPresent(url -> builder.environment().putAll(Map.of("http_proxy", url, "https_proxy", url)));
        if (bundle != null) {
            builder.environment().put("SSL_CERT_FILE", bundle.toString());
        }
        return builder;
    }

    /** Removes the bundle. */
    @Override
    public void close() {
        if (bundle != null) {
            try {
                Files.deleteIfExists(bundle);
            } catch (IOException left) {
                throw new UncheckedIOException(left);
            }
        }
    }

    private static Path bundle(Path extra) {
        try {
            Path bundle = Files.createTempFile("ytsize-authorities", ".pem");
            bundle.toFile().deleteOnExit();
            String system = Files.exists(SYSTEM_AUTHORITIES) ? Files.readString(SYSTEM_AUTHORITIES) : "";
            return Files.writeString(bundle, system + "\n" + Files.readString(extra));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }
}
