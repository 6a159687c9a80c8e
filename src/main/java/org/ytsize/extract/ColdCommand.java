package org.ytsize.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.ytsize.settings.Secret;
import org.ytsize.settings.YtDlpSettings;

/**
 * How yt-dlp is called for one job. Immutable.
 *
 * <p>Cookies go through standard input and the proxy, which may have a password, through the environment: neither is in the
 * process list or in a file. Authorities that are trusted besides the system's take the place of the one file that OpenSSL
 * reads; the system's are then found in its directory.
 */
final class ColdCommand {
    private static final Duration VERSION_TIME = Duration.ofSeconds(20);
    private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs";
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

    /** Throws {@link UncheckedIOException} if the further authorities cannot be read. */
    ColdCommand(Path program, YtDlpSettings settings) {
        settings.caCerts().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new UncheckedIOException(new NoSuchFileException(file.toString()));
        });
        this.program = program;
        this.settings = settings;
    }

    /** What {@code program} says of its version, empty if it says nothing sensible within 20 s. */
    static CompletableFuture<Optional<String>> version(Path program, Executor executor) {
        return version(program, VERSION_TIME, executor);
    }

    /** The same within {@code time}. Whatever holds its output open then, the answer does not wait for it. */
    static CompletableFuture<Optional<String>> version(Path program, Duration time, Executor executor) {
        long patience = time.plus(GuardedProcess.GRACE).toMillis();
        return CompletableFuture.supplyAsync(() -> ask(program, time), executor)
                .completeOnTimeout(Optional.empty(), patience, TimeUnit.MILLISECONDS);
    }

    private static Optional<String> ask(Path program, Duration time) {
        try {
            ProcessBuilder builder =
                    ChildEnvironment.builder(List.of(program.toString(), "--ignore-config", "--version"));
            GuardedProcess process =
                    GuardedProcess.start(builder.redirectError(ProcessBuilder.Redirect.DISCARD), time, 0);
            CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(process::kill);
            try {
                String line = new String(process.answer().readNBytes(64), StandardCharsets.UTF_8).strip();
                boolean sensible = line.matches("[\\w.@+-]{1,40}") && process.waitFor() == 0;
                return sensible ? Optional.of(line) : Optional.empty();
            } finally {
                process.kill();
            }
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
        if (settings.caCerts().isPresent()) {
            words.addAll(List.of("--compat-options", "no-certifi"));
        }
        words.addAll(List.of("--", "https://www.youtube.com/watch?v=" + job.video()));
        ProcessBuilder builder = ChildEnvironment.builder(words);
        Optional<String> proxy = job.egress().proxy().map(Secret::reveal);
        proxy.ifPresent(url -> builder.environment().putAll(Map.of("http_proxy", url, "https_proxy", url)));
        settings.caCerts().ifPresent(file -> {
            builder.environment().put("SSL_CERT_FILE", file.toString());
            builder.environment().putIfAbsent("SSL_CERT_DIR", SYSTEM_AUTHORITIES);
        });
        return builder;
    }

    /** Hides what must not be told of the job in what yt-dlp says about it. */
    Redaction redaction(ExtractionJob job) {
        return new Redaction(job.cookies(), job.egress().proxy());
    }
}
