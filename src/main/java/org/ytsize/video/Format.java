package org.ytsize.video;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One stream that YouTube offers for a video, as yt-dlp tells it. What yt-dlp does not tell is null.
 *
 * @param id yt-dlp's format id: the itag, perhaps with a suffix ({@code 251-drc}, {@code 140-1}, {@code 137-sr})
 * @param videoCodec RFC 6381 codec, or null where the stream has no picture
 * @param audioCodec RFC 6381 codec, or null where the stream has no sound
 * @param exactBytes size as YouTube tells it
 * @param approximateBytes size as yt-dlp estimates it
 * @param totalKilobits mean rate in 1000 bit/s, not negative
 * @param width of the encoded picture in pixels
 * @param height of the encoded picture in pixels
 * @param dynamicRange {@code SDR}, {@code HDR10}, …
 * @param languagePreference 10 for the original language, 5 default, -1 other, -10 descriptive
 * @param note yt-dlp's remarks, a comma list
 * @param qualityLabel YouTube's own label, such as {@code 1080p60}
 * @param language of its sound, as YouTube names it
 * @param container yt-dlp's extension for the file, such as {@code webm}
 */
public record Format(
        String id,
        @Nullable String videoCodec,
        @Nullable String audioCodec,
        @Nullable Long exactBytes,
        @Nullable Long approximateBytes,
        @Nullable Double totalKilobits,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Integer framesPerSecond,
        @Nullable String dynamicRange,
        int languagePreference,
        String note,
        @Nullable String qualityLabel,
        @Nullable String language,
        @Nullable String container) {

    private static final Pattern ITAG = Pattern.compile("\\d{1,6}");
    private static final Pattern LABEL = Pattern.compile("(?<![\\dx])(\\d{3,4})[ps](?:\\d{2,3}\\b|\\b)");
    /** More pictures a second than this are part of a quality's name. */
    private static final int ORDINARY_FRAMES = 30;

    private static final int[] LADDER = {144, 240, 360, 480, 720, 1080, 1440, 2160, 4320};

    /** YouTube's number for the kind of stream, the leading digits of the id; 0 where it has none. */
    public int itag() {
        Matcher digits = ITAG.matcher(id);
        return digits.lookingAt() ? Integer.parseInt(digits.group()) : 0;
    }

    public boolean hasVideo() {
        return videoCodec != null;
    }

    public boolean hasAudio() {
        return audioCodec != null;
    }

    /** Whether its loudness was evened out (dynamic range compression): a second copy of a track. */
    public boolean isDrc() {
        return suffix("drc") || note.contains("DRC");
    }

    /** Whether YouTube made it larger than what was uploaded. */
    public boolean isUpscaled() {
        return suffix("sr") || note.contains("AI-upscaled");
    }

    /** Whether only subscribers get it. */
    public boolean isPremium() {
        return note.contains("Premium") || (qualityLabel != null && qualityLabel.contains("Premium"));
    }

    public boolean isHdr() {
        return dynamicRange != null && !dynamicRange.equals("SDR");
    }

    /**
     * The lines that people call the quality by: 1080 for {@code 1080p60}, also where the picture is upright or cropped.
     * Empty where nothing tells it.
     */
    public OptionalInt qualityLines() {
        Optional<MatchResult> label = label();
        if (label.isPresent()) {
            return OptionalInt.of(Integer.parseInt(label.get().group(1)));
        }
        return width == null || height == null ? OptionalInt.empty() : linesFromPixels(width, height);
    }

    /**
     * What people call the quality, without what a stream of that quality has beside it: {@code 1080p60} for {@code 1080p60 HDR} too. Empty
     * where nothing tells it, and for sound.
     */
    public Optional<String> quality() {
        if (!hasVideo()) {
            return Optional.empty();
        }
        String frames = framesPerSecond == null || framesPerSecond <= ORDINARY_FRAMES ? "" : framesPerSecond.toString();
        return label().map(MatchResult::group)
                .or(() -> qualityLines().stream()
                        .mapToObj(lines -> lines + "p" + frames)
                        .findFirst());
    }

    /**
     * Its size in bytes: what YouTube tells, else yt-dlp's estimate, else rate times duration. Empty where none is known.
     *
     * @param durationSeconds of the video, null where unknown
     */
    public OptionalLong bytes(@Nullable Double durationSeconds) {
        if (exactBytes != null && exactBytes > 0) {
            return OptionalLong.of(exactBytes);
        }
        if (approximateBytes != null && approximateBytes > 0) {
            return OptionalLong.of(approximateBytes);
        }
        if (totalKilobits == null || durationSeconds == null) {
            return OptionalLong.empty();
        }
        double estimate = totalKilobits * 1000 / 8 * durationSeconds;
        boolean sensible = estimate >= 1 && estimate < Long.MAX_VALUE;
        return sensible ? OptionalLong.of(Math.round(estimate)) : OptionalLong.empty();
    }

    /** Whether {@link #bytes} is YouTube's own number, not an estimate. */
    public boolean isExact() {
        return exactBytes != null && exactBytes > 0;
    }

    private Optional<MatchResult> label() {
        for (String text : new String[] {qualityLabel == null ? "" : qualityLabel, note}) {
            Matcher label = LABEL.matcher(text);
            if (label.find()) {
                return Optional.of(label);
            }
        }
        return Optional.empty();
    }

    private boolean suffix(String wanted) {
        String lower = id.toLowerCase(Locale.ROOT);
        return lower.endsWith("-" + wanted) || lower.contains("-" + wanted + "-");
    }

    /** The first step of the ladder that holds a 16:9 picture as wide as this one, or one as high. */
    private static OptionalInt linesFromPixels(int width, int height) {
        int longSide = Math.max(width, height);
        int shortSide = Math.min(width, height);
        int lines = Math.max(shortSide, (int) Math.round(longSide * 9L / 16.0));
        int nearest = LADDER[0];
        for (int step : LADDER) {
            if (Math.abs(step - lines) < Math.abs(nearest - lines)) {
                nearest = step;
            }
        }
        return lines > 0 ? OptionalInt.of(nearest) : OptionalInt.empty();
    }
}
