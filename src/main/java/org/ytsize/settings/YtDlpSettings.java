package org.ytsize.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How yt-dlp is found and run.
 *
 * @param path its script: a path, or a name to be looked up on the PATH
 * @param timeout deadline of one attempt, 1 s to 30 s
 * @param maxOutput largest output of one attempt
 * @param egresses what YouTube is asked from, at least one; each has a name of its own
 * @param country where they are, two letters of ISO 3166-1
 * @param caCerts PEM file of authorities trusted besides the system's
 * @param extractorArgs extractor arguments in yt-dlp's own form, such as {@code youtube:player_client=web}, possibly with a token in them
 */
public record YtDlpSettings(
        String path,
        Duration timeout,
        ByteSize maxOutput,
        List<Egress> egresses,
        Optional<String> country,
        Optional<Path> caCerts,
        Optional<Secret> extractorArgs) {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /** Keeps a copy of the egresses. */
    public YtDlpSettings {
        egresses = List.copyOf(egresses);
    }

    static YtDlpSettings read(Variables variables) {
        Optional<Secret> extractorArgs = variables.secret("YTDLP_EXTRACTOR_ARGS", 1);
        extractorArgs
                .filter(secret -> !secret.reveal().matches("[\\w-]+:\\S+=?.*"))
                .ifPresent(secret -> variables.fault(
                        "YTDLP_EXTRACTOR_ARGS", "must have yt-dlp's form, such as youtube:player_client=web"));
        return new YtDlpSettings(
                variables.text("YTDLP_PATH", "yt-dlp"),
                Duration.ofMillis(variables.whole("YTDLP_TIMEOUT", 25_000, 1_000, 30_000)),
                new ByteSize(variables.whole("YTDLP_MAX_BUFFER", 10_485_760, 65_536, 52_428_800)),
                egresses(variables),
                country(variables),
                variables.readableFile("YTDLP_CA_CERTS"),
                extractorArgs);
    }

    private static Optional<String> country(Variables variables) {
        return variables.text("YTDLP_COUNTRY").filter(text -> {
            boolean isCountry = COUNTRIES.contains(text);
            if (!isCountry) {
                variables.fault(
                        "YTDLP_COUNTRY", "must be a country's two capital letters, was " + Variables.shown(text));
            }
            return isCountry;
        });
    }

    private static List<Egress> egresses(Variables variables) {
        List<Egress> egresses = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        Map<String, Integer> named = new HashMap<>();
        for (String text : variables.list("YTDLP_PROXY", List.of())) {
            Optional<Egress> egress = Egress.of(text);
            if (egress.isEmpty()) {
                variables.fault(
                        "YTDLP_PROXY",
                        "must be http://host:port, or the same with https, socks4 or socks5, or direct,"
                                + " or a comma list of these; number " + (texts.size() + 1) + " is none of them");
                return List.of(Egress.DIRECT);
            }
            if (!texts.add(text)) {
                variables.fault(
                        "YTDLP_PROXY",
                        "must not name one twice, as it does " + egress.get().name());
                return List.of(Egress.DIRECT);
            }
            int number = named.merge(egress.get().name(), 1, Integer::sum);
            egresses.add(number == 1 ? egress.get() : egress.get().numbered(number));
        }
        return egresses.isEmpty() ? List.of(Egress.DIRECT) : egresses;
    }
}
