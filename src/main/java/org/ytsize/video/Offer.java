package org.ytsize.video;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every quality in which a video is offered, in each codec, with the sound that its {@link SizeTable} adds. Immutable.
 *
 * @param qualities the highest first
 * @param durationSeconds as yt-dlp or the caller tells it, null while unknown
 */
public record Offer(
        Optional<Audio> audio,
        List<Quality> qualities,
        @Nullable Double durationSeconds) {
    private static final Comparator<Quality> HIGHEST_FIRST = Comparator.comparingInt(Quality::lines)
            .thenComparing(Quality::framesPerSecond, Comparator.nullsFirst(Comparator.naturalOrder()))
            .reversed()
            .thenComparing(Quality::label);

    /** Keeps a copy of the qualities. */
    public Offer {
        qualities = List.copyOf(qualities);
    }

    /**
     * The sound that is added to pictures that have none.
     *
     * @param reason why it is that one, in a few words
     */
    public record Audio(Format format, long bytes, String reason) {}

    /**
     * One quality.
     *
     * @param label what people call it, such as {@code 1080p60}
     * @param framesPerSecond of the stream that has most, null where none tells it
     * @param choices one for each codec, with HDR and without; the first is the one that v1's rows prefer
     */
    public record Quality(String label, int lines, @Nullable Integer framesPerSecond, List<Choice> choices) {
        /** Keeps a copy of the choices. */
        public Quality {
            choices = List.copyOf(choices);
        }
    }

    /**
     * The best stream of one quality in one codec.
     *
     * @param codec its family's name
     * @param size with the sound; empty while unknown
     */
    public record Choice(String codec, Format picture, Optional<SizeTable.Size> size) {}

    /**
     * What YouTube offers of {@code video}.
     *
     * @param durationHint the caller's idea of the duration in seconds, used only where yt-dlp has none
     */
    public static Offer of(Video video, @Nullable Double durationHint) {
        Double duration = video.durationOr(durationHint);
        Sound sound = Sound.of(video, duration);
        Comparator<Format> best = Comparator.<Format>comparingInt(
                        format -> format.bytes(duration).isPresent() ? 0 : 1)
                .thenComparing(SizeTable.BEST_PICTURE_FIRST);
        Map<String, List<Format>> byLabel = new LinkedHashMap<>();
        video.formats().stream()
                .sorted(best)
                .forEach(format -> format.quality()
                        .ifPresent(label -> byLabel.computeIfAbsent(label, unseen -> new ArrayList<>())
                                .add(format)));
        List<Quality> qualities = byLabel.entrySet().stream()
                .map(entry -> quality(entry.getKey(), entry.getValue(), sound))
                .sorted(HIGHEST_FIRST)
                .toList();
        Optional<Audio> audio = sound.track()
                .map(track -> new Audio(track, track.bytes(duration).orElseThrow(), sound.reason()));
        return new Offer(audio, qualities, duration);
    }

    /** @param bestFirst at least one */
    private static Quality quality(String label, List<Format> bestFirst, Sound sound) {
        Map<String, Choice> choices = new LinkedHashMap<>();
        for (Format picture : bestFirst) {
            String codec = CodecFamily.name(Objects.requireNonNull(picture.videoCodec()));
            choices.putIfAbsent(codec + picture.isHdr(), new Choice(codec, picture, sound.with(picture)));
        }
        Integer frames = bestFirst.stream()
                .flatMap(picture -> Optional.ofNullable(picture.framesPerSecond()).stream())
                .max(Comparator.naturalOrder())
                .orElse(null);
        int lines = bestFirst.get(0).qualityLines().orElseThrow();
        return new Quality(label, lines, frames, List.copyOf(choices.values()));
    }
}
