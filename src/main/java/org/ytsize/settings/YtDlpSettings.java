package org.ytsize.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How yt-dlp is found and run.
 *
 * @param path its script: a path, or a name to be looked up on the PATH
 * @param timeout deadline of one attempt, 1 s to 30 s
 * @param maxOutput largest output of one attempt
 * @param proxy egress proxy, possibly with a password in it
 * @param caCerts PEM file of authorities trusted besides the system's
 * @param extractorArgs extractor arguments in yt-dlp's own form, such as {@code youtube:player_client=web}, possibly with a token in them
 */
public record YtDlpSettings(
        String path,
        Duration timeout,
        ByteSize maxOutput,
        Optional<Secret> proxy,
        Optional<Path> caCerts,
        Optional<Secret> extractorArgs) {

    private static final Set<String> PROXY_SCHEMES = Set.of("http", "https", "socks4", "socks4a", "socks5", "socks5h");

    static YtDlpSettings read(Variables variables) {
        Optional<Secret> proxy = variables.secret("YTDLP_PROXY", 1);
        proxy.filter(secret -> !isProxy(secret.reveal()))
                .ifPresent(secret -> variables.fault(
                        "YTDLP_PROXY", "must be http://host:port, or the same with https, socks4 or socks5"));
        Optional<Secret> extractorArgs = variables.secret("YTDLP_EXTRACTOR_ARGS", 1);
        extractorArgs
                .filter(secret -> !secret.reveal().matches("[\\w-]+:\\S+=?.*"))
                .ifPresent(secret -> variables.fault(
                        "YTDLP_EXTRACTOR_ARGS", "must have yt-dlp's form, such as youtube:player_client=web"));
        return new YtDlpSettings(
                variables.text("YTDLP_PATH", "yt-dlp"),
                Duration.ofMillis(variables.whole("YTDLP_TIMEOUT", 25_000, 1_000, 30_000)),
                new ByteSize(variables.whole("YTDLP_MAX_BUFFER", 10_485_760, 65_536, 52_428_800)),
                proxy,
                variables.readableFile("YTDLP_CA_CERTS"),
                extractorArgs);
    }

    private static boolean isProxy(String text) {
        try {
            URI uri = new URI(text);
            return PROXY_SCHEMES.contains(String.valueOf(uri.getScheme()))
                    && HostAndPort.of(uri).filter(HostAndPort::hasPort).isPresent();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
