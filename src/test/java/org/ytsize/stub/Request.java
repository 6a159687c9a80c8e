package org.ytsize.stub;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP request, and what it says about the video it is for. Immutable.
 *
 * @param headers by lower-case name
 */
record Request(String method, String target, Map<String, String> headers, String body) {
    static final String WATCH = "/watch";
    static final String PLAYER = "/youtubei/v1/player";
    static final String NEXT = "/youtubei/v1/next";
    static final String EMBED = "/embed/";

    private static final Pattern VIDEO_IN_QUERY = Pattern.compile("[?&]v=([^&]*)");
    private static final Pattern VIDEO_IN_BODY = Pattern.compile("\"videoId\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern CLIENT_IN_BODY = Pattern.compile("\"clientName\"\\s*:\\s*\"([^\"]*)\"");

    /** The target without its query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The value of a header; empty if there is none. */
    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    boolean accepts(String encoding) {
        return header("Accept-Encoding").contains(encoding);
    }

    /** Whether the caller wants no further request on this connection. */
    boolean isLast() {
        return header("Connection").equalsIgnoreCase("close");
    }

    /** The id of the video it is for; empty if it is for none. */
    String videoId() {
        String path = path();
        return switch (path) {
            case WATCH -> first(VIDEO_IN_QUERY, target);
            case PLAYER, NEXT -> first(VIDEO_IN_BODY, body);
            default -> path.startsWith(EMBED) ? path.substring(EMBED.length()) : "";
        };
    }

    /** Whether it comes from one of YouTube's web pages, and not from an app: apps name another client in the body. */
    boolean isFromPage() {
        return first(CLIENT_IN_BODY, body).isEmpty()
                || first(CLIENT_IN_BODY, body).startsWith("WEB");
    }

    /** Whether it carries the cookies of somebody who is signed in. */
    boolean isSignedIn() {
        return header("Cookie").contains("SAPISID=");
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
