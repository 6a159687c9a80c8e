package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;

/**
 * One entry of a player reply's {@code adaptiveFormats}, with the fields that YouTube gives it. Immutable: the methods
 * return a changed copy.
 */
record StreamFormat(Json fields) {
    /** How long the plain video is. */
    static final int PLAIN_SECONDS = 213;

    private static final String SERVER = "https://rr3---sn-stub7n7e.googlevideo.com/videoplayback"
            + "?expire=4102444800&ei=stub&id=o-stub&source=youtube&requiressl=yes&sig=AJfQdSsw&itag=";

    /** The format as it is in the plain video: with an address, and with an exact size. */
    static StreamFormat of(int itag) {
        Itag row = Itag.of(itag);
        Json fields = Json.of("itag", itag)
                .with("url", SERVER + itag)
                .with("mimeType", row.mime() + "; codecs=\"" + row.codecs() + "\"")
                .with("initRange", Json.of("start", "0").with("end", "699"))
                .with("indexRange", Json.of("start", "700").with("end", "1227"))
                .with("lastModified", "1766955867523117")
                .with("projectionType", "RECTANGULAR");
        Json kind = row.audio() ? audio(fields, row) : video(fields, row);
        return new StreamFormat(kind).sized(row.bytes(), PLAIN_SECONDS * 1000L + (row.audio() ? 61 : 40));
    }

    private static Json video(Json fields, Itag row) {
        return fields.with("width", row.width())
                .with("height", row.height())
                .with("quality", row.quality())
                .with("fps", row.fps())
                .with("qualityLabel", row.label());
    }

    private static Json audio(Json fields, Itag row) {
        return fields.with("quality", "tiny")
                .with("audioQuality", row.quality())
                .with("audioSampleRate", "48000")
                .with("audioChannels", row.fps())
                .with("loudnessDb", 2.1299996);
    }

    int itag() {
        return Integer.parseInt(fields.text("itag"));
    }

    /** Its size; it must still have one. */
    long bytes() {
        return Long.parseLong(fields.text("contentLength"));
    }

    /** Gives it a size and a length, and the bitrates that follow from them. */
    StreamFormat sized(long bytes, long millis) {
        long average = bytes * 8000 / millis;
        return with("contentLength", Long.toString(bytes))
                .with("approxDurationMs", Long.toString(millis))
                .with("averageBitrate", average)
                .with("bitrate", average * 7 / 5 + 1);
    }

    /** Makes it larger by so many bytes, at the same length. */
    StreamFormat larger(long bytes) {
        return sized(bytes() + bytes, Long.parseLong(fields.text("approxDurationMs")));
    }

    /** Makes it last so much longer or shorter, at the same bitrate. */
    StreamFormat lasting(long millis) {
        return sized(bytes() * millis / (PLAIN_SECONDS * 1000L), millis);
    }

    /** The same picture in other pixels; its label stays. */
    StreamFormat pixels(int width, int height) {
        return with("width", width).with("height", height);
    }

    /** An audio track of one language: {@code track} such as {@code en-US.4}, {@code name} as people see it. */
    StreamFormat spoken(String track, String name, boolean isDefault) {
        Json audioTrack = Json.of("displayName", name).with("id", track).with("audioIsDefault", isDefault);
        return with("audioTrack", audioTrack)
                .tagged("acont", name.contains("original") ? "original" : "dubbed")
                .tagged("lang", track.substring(0, track.indexOf('.')));
    }

    /** The same audio, a little larger, with its dynamic range compressed. */
    StreamFormat compressed() {
        return with("isDrc", true).tagged("drc", "1").larger(1009);
    }

    /** Marks it as a rendition, like YouTube in two places: a little protobuf of names and values, and the address, which it must still have. */
    StreamFormat tagged(String name, String value) {
        String before = fields.text("xtags");
        String packed = new String(Base64.getUrlDecoder().decode(before), ISO_8859_1)
                + packed(1, packed(1, name) + packed(2, value));
        return with("xtags", Base64.getUrlEncoder().withoutPadding().encodeToString(packed.getBytes(ISO_8859_1)))
                .with("url", fields.text("url") + (before.isEmpty() ? "&xtags=" : "%3A") + name + "%3D" + value);
    }

    private static String packed(int field, String text) {
        return "%c%c%s".formatted(field << 3 | 2, text.length(), text);
    }

    /** Without an address, as where YouTube wants its own streaming protocol used. */
    StreamFormat unaddressed() {
        return without("url");
    }

    /** With an address that needs the page's script, for its signature and for its {@code n}. */
    StreamFormat ciphered() {
        String url = fields.text("url") + "&n=5rzVYcxwtfQJ2x7A&c=WEB";
        String cipher = "s=" + "EAq0QJ8wRg".repeat(10) + "&sp=sig&url=" + URLEncoder.encode(url, UTF_8);
        return without("url").with("signatureCipher", cipher);
    }

    StreamFormat with(String name, Object value) {
        return new StreamFormat(fields.with(name, value));
    }

    StreamFormat without(String name) {
        return new StreamFormat(fields.without(name));
    }
}
