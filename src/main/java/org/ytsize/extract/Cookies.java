package org.ytsize.extract;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cookies that a caller lends for one job, as Netscape cookie-file text. Its text form hides them. */
public final class Cookies {
    private static final String HEADER = "# Netscape HTTP Cookie File\n";
    private static final String HTTP_ONLY = "#HttpOnly_";
    private static final int FIELDS = 7;
    private static final Pattern DOMAIN =
            Pattern.compile("(?:.*\\.)?(?:youtube\\.com|youtube-nocookie\\.com|google\\.[a-z]{2,3}(?:\\.[a-z]{2})?)");

    private final String netscapeText;

    private Cookies(String netscapeText) {
        this.netscapeText = netscapeText;
    }

    /** The cookies in {@code text} that belong to YouTube or Google, or empty if there are none. */
    public static Optional<Cookies> parse(String text) {
        String kept = text.lines().filter(Cookies::isOurs).collect(Collectors.joining("\n"));
        return kept.isEmpty() ? Optional.empty() : Optional.of(new Cookies(HEADER + kept + "\n"));
    }

    /** The cookies themselves, for yt-dlp alone. */
    String netscapeText() {
        return netscapeText;
    }

    /** What each of them says, which nobody else may read. */
    Stream<String> values() {
        return netscapeText
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields.length == FIELDS)
                .map(fields -> fields[FIELDS - 1]);
    }

    @Override
    public String toString() {
        return "(hidden)";
    }

    private static boolean isOurs(String line) {
        String cookie = line.startsWith(HTTP_ONLY) ? line.substring(HTTP_ONLY.length()) : line;
        String[] fields = cookie.split("\t", -1);
        return fields.length == FIELDS
                && !cookie.startsWith("#")
                && DOMAIN.matcher(fields[0].toLowerCase(Locale.ROOT)).matches();
    }
}
