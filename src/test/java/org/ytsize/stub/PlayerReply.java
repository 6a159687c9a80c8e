package org.ytsize.stub;

import java.util.List;

/**
 * What YouTube's player API says about a video, which a watch page also holds. Immutable: the methods return a changed
 * copy.
 *
 * @param playability whether it may be played, and the reason if it may not
 * @param details title and length; empty where YouTube tells nothing of the video
 * @param streaming the formats; empty where there are none
 * @param microformat dates, channel, countries; empty where YouTube tells nothing of the video
 * @param notice a line below the video on its page, usually none
 */
record PlayerReply(Json playability, Json details, Json streaming, Json microformat, String notice) {
    private static final String CHANNEL = "UCuAXFkgsw1L7xaCfnd5JJOw";
    private static final String VIEWS = "1712345678";
    private static final String DATE = "2009-10-24T23:57:33-07:00";

    /** A public video of {@link StreamFormat#PLAIN_SECONDS} seconds that anybody may watch. */
    static PlayerReply playable(String id, List<StreamFormat> formats) {
        Json playability = Json.of("status", "OK")
                .with("playableInEmbed", true)
                .with("miniplayer", Json.of("miniplayerRenderer", Json.of("playbackMode", "PLAYBACK_MODE_ALLOW")))
                .with("contextParams", "Q0FFU0FnZ0M=");
        Json streaming = Json.of("expiresInSeconds", "21540")
                .with(
                        "adaptiveFormats",
                        formats.stream().map(StreamFormat::fields).toList());
        return new PlayerReply(playability, detailsOf(id), streaming, microformatOf(id), "");
    }

    /** YouTube's no to a video of which it tells nothing else; {@code subreason} may be empty. */
    static PlayerReply refused(String status, String reason, String subreason) {
        Json message = Json.of("reason", Json.of("simpleText", reason));
        if (!subreason.isEmpty()) {
            message = message.with("subreason", Json.of("runs", List.of(Json.of("text", subreason))));
        }
        Json screen = Json.of("playerErrorMessageRenderer", message.with("icon", Json.of("iconType", "ERROR_OUTLINE")));
        Json playability = Json.of("status", status)
                .with("reason", reason)
                .with("errorScreen", screen)
                .with("contextParams", "Q0FFU0FnZ0M=");
        return new PlayerReply(playability, Json.EMPTY, Json.EMPTY, Json.EMPTY, "");
    }

    /** The same answer about a video whose title, length and dates YouTube does tell. */
    PlayerReply about(String id) {
        return new PlayerReply(playability, detailsOf(id), streaming, microformatOf(id), notice);
    }

    PlayerReply playability(String name, Object value) {
        return new PlayerReply(playability.with(name, value), details, streaming, microformat, notice);
    }

    PlayerReply detail(String name, Object value) {
        return new PlayerReply(playability, details.with(name, value), streaming, microformat, notice);
    }

    PlayerReply streaming(String name, Object value) {
        return new PlayerReply(playability, details, streaming.with(name, value), microformat, notice);
    }

    PlayerReply microformat(String name, Object value) {
        return new PlayerReply(playability, details, streaming, microformat.with(name, value), notice);
    }

    PlayerReply lasting(int seconds) {
        String text = Integer.toString(seconds);
        return detail("lengthSeconds", text).microformat("lengthSeconds", text);
    }

    PlayerReply noticing(String line) {
        return new PlayerReply(playability, details, streaming, microformat, line);
    }

    String json() {
        Json reply = Json.of(
                        "responseContext",
                        Json.of("visitorData", WatchPage.VISITOR).with("maxAgeSeconds", 0))
                .with("playabilityStatus", playability);
        reply = streaming.isEmpty() ? reply : reply.with("streamingData", streaming);
        reply = details.isEmpty() ? reply : reply.with("videoDetails", details);
        reply = microformat.isEmpty()
                ? reply
                : reply.with("microformat", Json.of("playerMicroformatRenderer", microformat));
        return reply.with("trackingParams", "CAAQu2kiEwjs1uvK5YyNAxUAAAAAHQAAAAA=")
                .text();
    }

    private static Json detailsOf(String id) {
        return Json.of("videoId", id)
                .with("title", titleOf(id))
                .with("lengthSeconds", Integer.toString(StreamFormat.PLAIN_SECONDS))
                .with("keywords", List.of("stub", "size"))
                .with("channelId", CHANNEL)
                .with("isOwnerViewing", false)
                .with("shortDescription", "A video that nobody made.\n\nIt has a second paragraph.")
                .with("isCrawlable", true)
                .with("thumbnail", thumbnailOf(id))
                .with("allowRatings", true)
                .with("viewCount", VIEWS)
                .with("author", "Stub Channel")
                .with("isPrivate", false)
                .with("isUnpluggedCorpus", false)
                .with("isLiveContent", false);
    }

    private static Json microformatOf(String id) {
        return Json.of("thumbnail", thumbnailOf(id))
                .with("title", Json.of("simpleText", titleOf(id)))
                .with("lengthSeconds", Integer.toString(StreamFormat.PLAIN_SECONDS))
                .with("ownerProfileUrl", "http://www.youtube.com/@StubChannel")
                .with("externalChannelId", CHANNEL)
                .with("isFamilySafe", true)
                .with("availableCountries", List.of("AT", "CH", "DE", "FR", "GB", "US"))
                .with("isUnlisted", false)
                .with("hasYpcMetadata", false)
                .with("viewCount", VIEWS)
                .with("category", "Music")
                .with("publishDate", DATE)
                .with("ownerChannelName", "Stub Channel")
                .with("uploadDate", DATE);
    }

    /** Has what breaks careless parsers: a pair of U+201C and U+201D, angle brackets, an ampersand. */
    private static String titleOf(String id) {
        return "Stub video \u201c" + id + "\u201d <1> & more";
    }

    private static Json thumbnailOf(String id) {
        Json image = Json.of("url", "https://i.ytimg.com/vi/" + id + "/hqdefault.jpg")
                .with("width", 480)
                .with("height", 360);
        return Json.of("thumbnails", List.of(image));
    }
}
