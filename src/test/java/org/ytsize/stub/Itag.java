package org.ytsize.stub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One row of the table of YouTube's formats: what an itag stands for, and how large it is in the plain video.
 * Immutable.
 *
 * @param quality of a video such as {@code hd1080}; of audio such as {@code AUDIO_QUALITY_MEDIUM}
 * @param label {@code 1080p60}; empty for audio
 * @param fps pictures a second; for audio the number of channels
 * @param bytes size in a video of {@value StreamFormat#PLAIN_SECONDS} seconds
 */
record Itag(
        int number,
        String mime,
        String codecs,
        int width,
        int height,
        String label,
        String quality,
        int fps,
        long bytes) {
    /** The two that make 144p, the row that a person checks first: together exactly 5,000,000 bytes. */
    private static final String TABLE = """
            394 video/mp4  av01.0.00M.08 256 144 144p tiny 30 1570000
            251 audio/webm opus 0 0 - AUDIO_QUALITY_MEDIUM 2 3430000

            395 video/mp4  av01.0.00M.08 426 240 240p small 30 3311207
            396 video/mp4  av01.0.01M.08 640 360 360p medium 30 6020913
            397 video/mp4  av01.0.04M.08 854 480 480p large 30 10304459
            398 video/mp4  av01.0.05M.08 1280 720 720p hd720 30 19806631
            399 video/mp4  av01.0.08M.08 1920 1080 1080p hd1080 30 34612887
            400 video/mp4  av01.0.12M.08 2560 1440 1440p hd1440 30 92011733
            401 video/mp4  av01.0.12M.08 3840 2160 2160p hd2160 30 184090021
            571 video/mp4  av01.0.16M.08 7680 4320 4320p highres 30 610417993

            160 video/mp4  avc1.4d400c 256 144 144p tiny 30 1831009
            133 video/mp4  avc1.4d4015 426 240 240p small 30 4022371
            134 video/mp4  avc1.4d401e 640 360 360p medium 30 7411853
            135 video/mp4  avc1.4d401f 854 480 480p large 30 12602719
            136 video/mp4  avc1.64001f 1280 720 720p hd720 30 22305517
            137 video/mp4  avc1.640028 1920 1080 1080p hd1080 30 78906107
            298 video/mp4  avc1.640020 1280 720 720p60 hd720 60 38204951
            299 video/mp4  avc1.64002a 1920 1080 1080p60 hd1080 60 118403203

            278 video/webm vp09.00.11.08 256 144 144p tiny 30 2100541
            242 video/webm vp09.00.20.08 426 240 240p small 30 4160587
            243 video/webm vp09.00.21.08 640 360 360p medium 30 7301239
            244 video/webm vp09.00.30.08 854 480 480p large 30 12101923
            247 video/webm vp09.00.31.08 1280 720 720p hd720 30 21402413
            248 video/webm vp09.00.40.08 1920 1080 1080p hd1080 30 39703789
            271 video/webm vp09.00.50.08 2560 1440 1440p hd1440 30 112006211
            313 video/webm vp09.00.50.08 3840 2160 2160p hd2160 30 242015689
            272 video/webm vp09.00.61.08 7680 4320 4320p highres 30 520040447
            302 video/webm vp09.00.40.08 1280 720 720p60 hd720 60 36501113
            303 video/webm vp09.00.41.08 1920 1080 1080p60 hd1080 60 62702017
            308 video/webm vp09.00.50.08 2560 1440 1440p60 hd1440 60 178004579
            315 video/webm vp09.00.51.08 3840 2160 2160p60 hd2160 60 398009263

            356 video/webm vp09.00.41.08 1920 1080 1080p_Premium hd1080 30 61308433
            721 video/mp4  av01.0.09M.08 1920 1080 1080p_Premium hd1080 30 52904981

            330 video/webm vp09.02.11.10.01.09.16.09.00 256 144 144p60_HDR tiny 60 2900117
            331 video/webm vp09.02.20.10.01.09.16.09.00 426 240 240p60_HDR small 60 5800721
            332 video/webm vp09.02.21.10.01.09.16.09.00 640 360 360p60_HDR medium 60 11401301
            333 video/webm vp09.02.30.10.01.09.16.09.00 854 480 480p60_HDR large 60 20202407
            334 video/webm vp09.02.31.10.01.09.16.09.00 1280 720 720p60_HDR hd720 60 37803119
            335 video/webm vp09.02.41.10.01.09.16.09.00 1920 1080 1080p60_HDR hd1080 60 69904027
            336 video/webm vp09.02.50.10.01.09.16.09.00 2560 1440 1440p60_HDR hd1440 60 191007331
            337 video/webm vp09.02.51.10.01.09.16.09.00 3840 2160 2160p60_HDR hd2160 60 421009853
            694 video/mp4  av01.0.00M.10.0.110.09.16.09.0 256 144 144p60_HDR tiny 60 2200363
            695 video/mp4  av01.0.01M.10.0.110.09.16.09.0 426 240 240p60_HDR small 60 4901033
            696 video/mp4  av01.0.04M.10.0.110.09.16.09.0 640 360 360p60_HDR medium 60 9201707
            697 video/mp4  av01.0.05M.10.0.110.09.16.09.0 854 480 480p60_HDR large 60 17102903
            698 video/mp4  av01.0.08M.10.0.110.09.16.09.0 1280 720 720p60_HDR hd720 60 32603827
            699 video/mp4  av01.0.09M.10.0.110.09.16.09.0 1920 1080 1080p60_HDR hd1080 60 58805741
            700 video/mp4  av01.0.12M.10.0.110.09.16.09.0 2560 1440 1440p60_HDR hd1440 60 154006939
            701 video/mp4  av01.0.13M.10.0.110.09.16.09.0 3840 2160 2160p60_HDR hd2160 60 339008117

            139 audio/mp4  mp4a.40.5 0 0 - AUDIO_QUALITY_LOW 2 1300199
            140 audio/mp4  mp4a.40.2 0 0 - AUDIO_QUALITY_MEDIUM 2 3449447
            249 audio/webm opus 0 0 - AUDIO_QUALITY_LOW 2 1290391
            250 audio/webm opus 0 0 - AUDIO_QUALITY_LOW 2 1680643

            18  video/mp4  avc1.42001E,_mp4a.40.2 640 360 360p medium 30 11838741
            """;

    private static final Map<Integer, Itag> BY_NUMBER = parse();

    /** The row of an itag, which has to be one of the table. */
    static Itag of(int number) {
        return Objects.requireNonNull(BY_NUMBER.get(number), () -> "itag " + number + " is not in the table");
    }

    boolean audio() {
        return width == 0;
    }

    private static Map<Integer, Itag> parse() {
        Map<Integer, Itag> rows = new LinkedHashMap<>();
        TABLE.lines().filter(line -> !line.isBlank()).map(Itag::row).forEach(row -> rows.put(row.number, row));
        return rows;
    }

    private static Itag row(String line) {
        String[] cells = line.strip().split(" +", -1);
        return new Itag(
                Integer.parseInt(cells[0]),
                cells[1],
                cells[2].replace('_', ' '),
                Integer.parseInt(cells[3]),
                Integer.parseInt(cells[4]),
                cells[5].equals("-") ? "" : cells[5].replace('_', ' '),
                cells[6],
                Integer.parseInt(cells[7]),
                Long.parseLong(cells[8]));
    }
}
