package org.ytsize.video;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the video id in a YouTube address as people copy it from a page, and refuses every other address. */
public final class VideoUrl {
    /** Longest address that is looked at, in characters. */
    public static final int MAX_LENGTH = 200;

    private static final Set<String> HOSTS =
            Set.of("www.youtube.com", "youtube.com", "m.youtube.com", "music.youtube.com");
    private static final String SHORT_HOST = "youtu.be";
    /** Characters that mean something to a shell, or that end a line. None is needed in such an address, and some logs are read by shells. */
    private static final String UNSAFE = ";|`$(){}[]<>\\\u007f\u0085\u2028\u2029";

    private static final String SCHEME = "https://";
    private static final Pattern ID_IN_PATH = Pattern.compile("/(?:shorts|live|embed)/([^/]+)/?");
    private static final Pattern ID_IN_SHORT_PATH = Pattern.compile("/([^/]+)/?");

    private VideoUrl() {}

    /** The video that {@code url} points to, or empty if it is not an address of one video on YouTube. */
    public static Optional<VideoId> videoId(String url) {
        if (url.length() > MAX_LENGTH
                || isUnsafe(url)
                || !url.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        String address = before('#', url.substring(SCHEME.length()));
        String place = before('?', address);
        int slash = place.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String host = place.substring(0, slash).toLowerCase(Locale.ROOT);
        String path = place.substring(slash);
        if (host.equals(SHORT_HOST)) {
            return firstGroup(ID_IN_SHORT_PATH, path);
        }
        if (!HOSTS.contains(host)) {
            return Optional.empty();
        }
        if (path.equals("/watch") || path.equals("/watch/")) {
            return firstVideoParameter(address.substring(place.length()));
        }
        return firstGroup(ID_IN_PATH, path);
    }

    private static String before(char end, String text) {
        int found = text.indexOf(end);
        return found < 0 ? text : text.substring(0, found);
    }

    private static boolean isUnsafe(String url) {
        for (int i = 0; i < url.length(); i++) {
            if (url.charAt(i) <= ' ' || UNSAFE.indexOf(url.charAt(i)) >= 0) {
                return true;
            }
        }
        return url.contains("../") || url.contains("file://");
    }

    private static Optional<VideoId> firstGroup(Pattern pattern, String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? VideoId.parse(matcher.group(1)) : Optional.empty();
    }

    /** @param query empty, or with its question mark */
    private static Optional<VideoId> firstVideoParameter(String query) {
        int begin = 1;
        while (begin < query.length()) {
            String parameter = before('&', query.substring(begin));
            if (parameter.startsWith("v=")) {
                return VideoId.parse(parameter.substring(2));
            }
            begin += parameter.length() + 1;
        }
        return Optional.empty();
    }
}
