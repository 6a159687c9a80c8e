package org.ytsize.video;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How large a video is in each quality: the picture of the row plus the one sound track that goes with all of them.
 * Immutable.
 *
 * @param sizes the rows that have a size; a missing row means that the video has nothing for it
 * @param durationSeconds whole seconds, null while unknown
 */
public record SizeTable(Map<Row, Size> sizes, @Nullable Long durationSeconds) {

    /**
     * The size of one row.
     *
     * @param bytes picture and sound together, more than zero
     * @param exact whether YouTube told both; otherwise one or both are estimates, or the sound is not in it
     */
    public record Size(long bytes, boolean exact) {}

    /** Which of several streams of the same quality stands for it. */
    static final Comparator<Format> BEST_PICTURE_FIRST = Comparator.<Format>comparingInt(
                    format -> format.isUpscaled() ? 1 : 0)
            .thenComparingInt(format -> format.isPremium() ? 1 : 0)
            .thenComparing(SizeTable::family)
            .thenComparingInt(format -> format.isHdr() ? 1 : 0)
            .thenComparingInt(format -> format.isExact() ? 0 : 1)
            .thenComparing(Format::framesPerSecond, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Format::totalKilobits, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Format::id);

    /** Keeps a copy of the sizes. */
    public SizeTable {
        sizes = Map.copyOf(sizes);
    }

    /**
     * The sizes of {@code video}.
     *
     * @param durationHint the caller's idea of the duration in seconds, used only where yt-dlp has none
     */
    public static SizeTable of(Video video, @Nullable Double durationHint) {
        Double duration = video.durationOr(durationHint);
        List<Format> sized = video.formats().stream()
                .filter(format -> format.bytes(duration).isPresent())
                .toList();
        Sound sound = Sound.of(video, duration);
        Map<Row, Size> sizes = new EnumMap<>(Row.class);
        for (Row row : Row.values()) {
            picture(row, sized).flatMap(sound::with).ifPresent(size -> sizes.put(row, size));
        }
        return new SizeTable(sizes, duration == null ? null : Math.round(duration));
    }

    /** Whether no row has a size. */
    public boolean isEmpty() {
        return sizes.isEmpty();
    }

    /**
     * Whether it is likely to become better soon: a size is an estimate, or nothing is beyond 360 lines, as while YouTube
     * still encodes.
     */
    public boolean isRough() {
        return sizes.values().stream().anyMatch(size -> !size.exact())
                || sizes.keySet().stream().noneMatch(Row::isBeyond360Lines);
    }

    /** The bytes of {@code row}, or empty if the video has nothing for it. */
    public OptionalLong bytes(Row row) {
        Size size = sizes.get(row);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size.bytes());
    }

    private static Optional<Format> picture(Row row, List<Format> sized) {
        for (int itag : row.itags()) {
            Optional<Format> byItag = best(sized, format -> format.itag() == itag);
            if (byItag.isPresent()) {
                return byItag;
            }
        }
        return row.lines().isPresent()
                ? best(sized, format -> format.qualityLines().equals(row.lines()))
                : Optional.empty();
    }

    private static Optional<Format> best(List<Format> sized, Predicate<Format> wanted) {
        return sized.stream().filter(Format::hasVideo).filter(wanted).min(BEST_PICTURE_FIRST);
    }

    private static CodecFamily family(Format format) {
        return format.videoCodec() == null ? CodecFamily.OTHER : CodecFamily.of(format.videoCodec());
    }
}
