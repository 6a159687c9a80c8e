package org.ytsize.video;

import java.util.Locale;

/** The family of a video codec, in the order in which a row falls back on them. */
public enum CodecFamily {
    H264,
    VP9,
    AV1,
    OTHER;

    /** The family of an RFC 6381 codec string such as {@code avc1.640028}, {@code vp09.00.40.08} or {@code vp9.2}. */
    static CodecFamily of(String codec) {
        String name = codec.toLowerCase(Locale.ROOT);
        if (name.startsWith("avc") || name.startsWith("h264")) {
            return H264;
        }
        if (name.startsWith("vp9") || name.startsWith("vp09")) {
            return VP9;
        }
        return name.startsWith("av01") ? AV1 : OTHER;
    }

    /** What people call the codec, of a picture or of a sound: {@code h264}, {@code vp9}, {@code av1}, {@code aac}, {@code opus}, …. */
    public static String name(String codec) {
        CodecFamily family = of(codec);
        if (family != OTHER) {
            return family.name().toLowerCase(Locale.ROOT);
        }
        int dot = codec.indexOf('.');
        String name = (dot < 0 ? codec : codec.substring(0, dot)).toLowerCase(Locale.ROOT);
        return name.equals("mp4a") ? "aac" : name;
    }
}
