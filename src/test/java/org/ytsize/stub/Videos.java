package org.ytsize.stub;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What YouTube says about videos that can be watched, each kind by its id. Stateless. */
final class Videos {
    /** In the order in which YouTube lists them: H.264, VP9 and AV1 by size, then audio. */
    private static final int[] PLAIN = {
        137, 248, 399, 136, 247, 398, 135, 244, 397, 134, 243, 396, 133, 242, 395, 160, 278, 394, 140, 249, 250, 251
    };

    private static final int[] AUDIO = {140, 249, 250, 251};
    private static final String MANIFESTS = "https://manifest.googlevideo.com/api/manifest/";

    private Videos() {}

    /** The video that every other one is measured by. */
    static PlayerReply plain(String id) {
        return withCombined(playable(id, formats(PLAIN)));
    }

    /** Like the plain one, but every exact size is larger by {@link #surplus}. */
    static PlayerReply byHash(String id) {
        return withCombined(playable(id, formats(PLAIN).map(format -> format.larger(surplus(id)))));
    }

    /** By how many bytes each format of a video without a scenario is larger than the plain video's. */
    static long surplus(String id) {
        return Math.floorMod(id.hashCode(), 1_000_003);
    }

    static PlayerReply sixtyFrames(String id) {
        return withCombined(playable(id, formats(PLAIN, 299, 303, 298, 302, 308, 400)));
    }

    /** Of its formats some have an exact size, others only a bitrate, and none lasts whole seconds. */
    static PlayerReply fractional(String id) {
        return playable(
                id,
                formats(PLAIN)
                        .map(format -> format.lasting(213_731))
                        .map(format -> List.of(394, 397, 399, 251).contains(format.itag())
                                ? format.without("contentLength")
                                : format));
    }

    static PlayerReply sabrOnly(String id) {
        return playable(id, formats(PLAIN).map(StreamFormat::unaddressed))
                .streaming("serverAbrStreamingUrl", "https://rr3---sn-stub7n7e.googlevideo.com/videoplayback?sabr=1");
    }

    static PlayerReply ciphered(String id) {
        return playable(id, formats(PLAIN).map(StreamFormat::ciphered));
    }

    static PlayerReply otf(String id) {
        return playable(
                id,
                formats(PLAIN)
                        .map(format -> Itag.of(format.itag()).audio()
                                ? format
                                : format.with("type", "FORMAT_STREAM_TYPE_OTF").without("contentLength")));
    }

    static PlayerReply portrait(String id) {
        return playable(id, formats(PLAIN).map(pixels(row -> new int[] {row.height(), row.width()})))
                .microformat("isShortsEligible", true);
    }

    static PlayerReply cropped(String id) {
        return playable(id, formats(PLAIN).map(pixels(row -> new int[] {row.width(), row.height() * 804 / 1080})));
    }

    static PlayerReply hdr(String id) {
        return playable(
                id,
                formats(
                        AUDIO, 337, 701, 336, 700, 335, 699, 334, 698, 333, 697, 332, 696, 331, 695, 330, 694, 160,
                        133));
    }

    static PlayerReply premium(String id) {
        return withCombined(playable(id, formats(PLAIN, 356, 721)));
    }

    /** Spanish is what was spoken; English is what this guest would hear; German is a third track. */
    static PlayerReply dubbed(String id) {
        Stream<StreamFormat> audio = Arrays.stream(AUDIO)
                .mapToObj(StreamFormat::of)
                .flatMap(format -> {
                    StreamFormat german =
                            format.spoken("de-DE.3", "German", false).larger(200_017);
                    StreamFormat english = format.spoken("en-US.3", "English (United States)", true)
                            .larger(100_003);
                    StreamFormat spanish = format.spoken("es.4", "Spanish original", false);
                    return Stream.of(
                            german, german.compressed(), english, english.compressed(), spanish, spanish.compressed());
                });
        Stream<StreamFormat> video =
                formats(PLAIN).filter(format -> !Itag.of(format.itag()).audio());
        return withCombined(playable(id, Stream.concat(video, audio)));
    }

    /** Filmed in 480p; what is larger has been computed by YouTube, and bears the itag of what never was. */
    static PlayerReply upscaled(String id) {
        Stream<StreamFormat> computed = formats(new int[] {399, 137}).map(format -> format.tagged("sr", "1"));
        Stream<StreamFormat> filmed =
                formats(PLAIN).filter(format -> Itag.of(format.itag()).height() <= 480);
        return playable(id, Stream.concat(computed, filmed));
    }

    static PlayerReply fourK(String id) {
        return withCombined(playable(id, formats(PLAIN, 315, 313, 401, 308, 271, 400, 303, 299, 302, 298)));
    }

    static PlayerReply eightK(String id) {
        return withCombined(playable(id, formats(PLAIN, 571, 272, 315, 313, 401, 308, 271, 400, 303, 299, 302, 298)));
    }

    static PlayerReply twoHours(String id) {
        return playable(id, formats(PLAIN).map(format -> format.lasting(7_213_450)))
                .lasting(7213);
    }

    static PlayerReply combined(String id) {
        return withCombined(audioOnly(id));
    }

    static PlayerReply rates(String id) {
        return playable(
                id, formats(PLAIN).map(format -> format.without("contentLength").without("approxDurationMs")));
    }

    static PlayerReply soundless(String id) {
        return playable(
                id, formats(PLAIN).filter(format -> !Itag.of(format.itag()).audio()));
    }

    static PlayerReply audioOnly(String id) {
        return playable(id, formats(AUDIO));
    }

    static PlayerReply sizeless(String id) {
        return playable(
                id,
                formats(PLAIN)
                        .map(format -> format.without("contentLength")
                                .without("bitrate")
                                .without("averageBitrate")));
    }

    /**
     * The sizes are negative, beyond 64 bits, a word, zero, a fraction and nothing; 399, 140 and 251 tell the truth.
     */
    static PlayerReply lying(String id) {
        return playable(id, formats(PLAIN).map(format -> switch (format.itag()) {
            case 394 -> format.with("contentLength", "-1570000");
            case 395 -> format.with("contentLength", "99999999999999999999999999");
            case 396 -> format.with("contentLength", "many");
            case 397 -> format.with("contentLength", "0");
            case 398 -> format.with("contentLength", "19806631.5");
            case 136 -> format.with("contentLength", "");
            default -> format;
        }));
    }

    static PlayerReply madeForKids(String id) {
        return plain(id).noticing("This content is made for kids. Comments are turned off.");
    }

    /**
     * A label so long that what yt-dlp tells of it passes every sensible limit; a long title would only keep yt-dlp
     * busy.
     */
    static PlayerReply wordy(String id) {
        String label = "144p" + " of eleven mebibytes".repeat((11 << 20) / 20);
        return playable(
                id, formats(PLAIN).map(format -> format.itag() == 160 ? format.with("qualityLabel", label) : format));
    }

    /** Somebody else's video under this id. */
    static PlayerReply another(String id) {
        return plain(id).detail("videoId", "aQvGIIdgFDM");
    }

    static PlayerReply forFriends(String id) {
        return plain(id).detail("isPrivate", true);
    }

    static PlayerReply undated(String id) {
        PlayerReply plain = plain(id);
        return new PlayerReply(plain.playability(), plain.details(), plain.streaming(), Json.EMPTY, "");
    }

    static PlayerReply unlisted(String id) {
        return plain(id).microformat("isUnlisted", true);
    }

    static PlayerReply encrypted(String id) {
        Json licence =
                Json.of("drmFamily", "WIDEVINE").with("url", "https://www.youtube.com/youtubei/v1/player/get_drm");
        return playable(id, formats(PLAIN).map(format -> format.with("drmFamilies", List.of("WIDEVINE", "PLAYREADY"))))
                .streaming("licenseInfos", List.of(licence));
    }

    static PlayerReply live(String id) {
        Json times = Json.of("isLiveNow", true).with("startTimestamp", "2026-01-01T10:00:00+00:00");
        return playable(id, formats(PLAIN).map(Videos::endless))
                .streaming(
                        "hlsManifestUrl", MANIFESTS + "hls_variant/expire/4102444800/id/" + id + ".1/file/index.m3u8")
                .streaming("dashManifestUrl", MANIFESTS + "dash/expire/4102444800/id/" + id + ".1/as/fmp4")
                .lasting(0)
                .detail("isLive", true)
                .detail("isLiveContent", true)
                .detail("isLiveDvrEnabled", true)
                .microformat("liveBroadcastDetails", times);
    }

    /** Over for some minutes: not yet made into an ordinary video. */
    static PlayerReply justEnded(String id) {
        Json times = Json.of("isLiveNow", false)
                .with("startTimestamp", "2026-01-01T10:00:00+00:00")
                .with("endTimestamp", "2026-01-01T11:30:00+00:00");
        return playable(id, formats(PLAIN).map(Videos::endless))
                .streaming("dashManifestUrl", MANIFESTS + "dash/expire/4102444800/id/" + id + ".1/as/fmp4")
                .lasting(5400)
                .detail("isLiveContent", true)
                .detail("isPostLiveDvr", true)
                .microformat("liveBroadcastDetails", times);
    }

    private static StreamFormat endless(StreamFormat format) {
        return format.without("contentLength")
                .without("approxDurationMs")
                .without("averageBitrate")
                .with("targetDurationSec", 5)
                .with("maxDvrDurationSec", 14_400);
    }

    private static PlayerReply playable(String id, Stream<StreamFormat> formats) {
        return PlayerReply.playable(id, formats.toList());
    }

    /** Adds the one format that has picture and sound in one, and never an exact size. */
    private static PlayerReply withCombined(PlayerReply reply) {
        StreamFormat combined = StreamFormat.of(18).without("contentLength");
        return reply.streaming("formats", List.of(combined.fields()));
    }

    private static Stream<StreamFormat> formats(int[] some, int... more) {
        return Stream.concat(Arrays.stream(some).boxed(), Arrays.stream(more).boxed())
                .map(StreamFormat::of);
    }

    private static UnaryOperator<StreamFormat> pixels(Function<Itag, int[]> size) {
        return format -> {
            Itag row = Itag.of(format.itag());
            int[] pixels = size.apply(row);
            return row.audio() ? format : format.pixels(pixels[0], pixels[1]);
        };
    }
}
