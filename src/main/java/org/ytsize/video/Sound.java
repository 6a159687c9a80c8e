package org.ytsize.video;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The one sound track that goes with all pictures of a video, and what it adds to them. Immutable. */
final class Sound {
    private static final int ORIGINAL = 10;

    private static final Comparator<Format> BEST_FIRST = Comparator.comparingInt(Format::languagePreference)
            .reversed()
            .thenComparingInt(format -> format.isDrc() ? 1 : 0)
            .thenComparingInt(format -> format.itag() == 251 ? 0 : format.itag() == 140 ? 1 : 2)
            .thenComparingInt(format -> format.isExact() ? 0 : 1)
            .thenComparing(Format::totalKilobits, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Format::id);

    private final List<Format> tracks;
    private final Optional<Format> best;
    private final @Nullable Double duration;

    private Sound(List<Format> tracks, @Nullable Double duration) {
        this.tracks = tracks;
        this.duration = duration;
        this.best = tracks.stream()
                .filter(track -> track.bytes(duration).isPresent())
                .min(BEST_FIRST);
    }

    /** @param duration of the video in seconds, null where unknown */
    static Sound of(Video video, @Nullable Double duration) {
        return new Sound(
                video.formats().stream()
                        .filter(format -> format.hasAudio() && !format.hasVideo())
                        .toList(),
                duration);
    }

    /** The track; empty where none has a size. */
    Optional<Format> track() {
        return best;
    }

    /** Why it is that one, in a few words; empty where there is none. */
    String reason() {
        return best.map(track -> language(track) + (track.isDrc() ? ", only there with DRC" : ", without DRC"))
                .orElse("");
    }

    /** How large {@code picture} is with it; empty where that is not known, or beyond what a number can hold: the one who told such sizes lied. */
    Optional<SizeTable.Size> with(Format picture) {
        OptionalLong alone = picture.bytes(duration);
        if (alone.isEmpty()) {
            return Optional.empty();
        }
        long bytes = alone.getAsLong();
        if (picture.hasAudio() || best.isEmpty()) {
            boolean isWhole = picture.hasAudio() || tracks.isEmpty();
            return Optional.of(new SizeTable.Size(bytes, picture.isExact() && isWhole));
        }
        long added = best.get().bytes(duration).orElseThrow();
        return added > Long.MAX_VALUE - bytes
                ? Optional.empty()
                : Optional.of(new SizeTable.Size(
                        bytes + added, picture.isExact() && best.get().isExact()));
    }

    private String language(Format track) {
        if (track.languagePreference() >= ORIGINAL) {
            return "original language";
        }
        if (track.languagePreference() > 0) {
            return "default language";
        }
        boolean severalLanguages =
                tracks.stream().map(Format::languagePreference).distinct().count() > 1
                        || tracks.stream()
                                        .flatMap(each -> Optional.ofNullable(each.language()).stream())
                                        .distinct()
                                        .count()
                                > 1;
        return severalLanguages ? "no original language is told" : "only language";
    }
}
