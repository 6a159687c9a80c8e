package org.ytsize.video;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the video id in a YouTube address as people copy it from a page, and refuses every other address. */
public final class VideoUrl {
    /** Longest address that is looked at, in characters. */
    public static final int MAX_LENGTH = 200;

    private static final Set<String> HOSTS =
            Set.of("www.youtube.com", "youtube.com", "m.youtube.com", "music.youtube.com");
    private static final String SHORT_HOST = "youtu.be";
    /** Characters that mean something to a shell. None is needed in such an address, and some logs are read by shells. */
    private static final Pattern UNSAFE = Pattern.compile("[;|`$(){}\\[\\]<>\\\\\\s\\p{Cntrl}]|\\.\\./|file://");
    /** RFC 3986 appendix B, for https alone, and with the authority cut down to a plain host name. */
    private static final Pattern HTTPS = Pattern.compile(
            "https://(?<host>[a-z.]+)(?<path>/[^?#]*)(?:\\?(?<query>[^#]*))?(?:#.*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern ID_IN_PATH = Pattern.compile("/(?:shorts|live|embed)/([^/]+)/?");
    private static final Pattern ID_IN_SHORT_PATH = Pattern.compile("/([^/]+)/?");

    private VideoUrl() {}

    /** The video that {@code url} points to, or empty if it is not an address of one video on YouTube. */
    public static Optional<VideoId> videoId(String url) {
        Matcher parts = HTTPS.matcher(url);
        if (url.length() > MAX_LENGTH || UNSAFE.matcher(url).find() || !parts.matches()) {
            return Optional.empty();
        }
        String host = parts.group("host").toLowerCase(Locale.ROOT);
        String path = parts.group("path");
        if (host.equals(SHORT_HOST)) {
            return firstGroup(ID_IN_SHORT_PATH, path);
        }
        if (!HOSTS.contains(host)) {
            return Optional.empty();
        }
        if (path.equals("/watch") || path.equals("/watch/")) {
            return firstVideoParameter(parts.group("query"));
        }
        return firstGroup(ID_IN_PATH, path);
    }

    private static Optional<VideoId> firstGroup(Pattern pattern, String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? VideoId.parse(matcher.group(1)) : Optional.empty();
    }

    private static Optional<VideoId> firstVideoParameter(@Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith("v=")) {
                return VideoId.parse(parameter.substring(2));
            }
        }
        return Optional.empty();
    }
}
