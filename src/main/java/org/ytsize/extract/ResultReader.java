package org.ytsize.extract;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ytsize.video.Format;
import org.ytsize.video.Video;
import org.ytsize.video.VideoId;

/** Makes sense of how a job ended. What yt-dlp tells is not trusted to have the right types. Thread-safe. */
final class ResultReader {
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final InstantSource clock;

    ResultReader(InstantSource clock) {
        this.clock = clock;
    }

    /** What {@code result} says about {@code asked}, the video that the job was about. */
    Extraction read(VideoId asked, JobResult result) {
        return switch (result.outcome()) {
            case USAGE -> Extraction.failed(FailureKind.TOOL_USAGE, lastWords(result));
            case MISSING -> Extraction.failed(FailureKind.TOOL_MISSING, lastWords(result));
            case DONE -> readAnswer(asked, result);
            case TIMEOUT -> Extraction.failed(FailureKind.TIMEOUT, lastWords(result));
            case CRASHED -> Extraction.failed(FailureKind.TOOL_CRASH, lastWords(result));
            case TOO_LARGE -> Extraction.failed(FailureKind.TOO_LARGE, lastWords(result));
            case GARBAGE -> Extraction.failed(FailureKind.BAD_OUTPUT, lastWords(result));
            case CANCELLED -> Extraction.failed(FailureKind.TIMEOUT, "cancelled");
        };
    }

    private Extraction readAnswer(VideoId asked, JobResult result) {
        JsonObject info = result.info();
        if (info == null) {
            return Extraction.failed(
                    FailureClassifier.classify(result.log()).orElseGet(() -> unknown(result)), lastWords(result));
        }
        Optional<VideoId> told = VideoId.parse(Objects.requireNonNullElse(text(info, "id"), ""));
        if (told.isEmpty()) {
            return Extraction.failed(FailureKind.BAD_OUTPUT, "an answer about no video");
        }
        if (!told.get().equals(asked)) {
            // yt-dlp goes over to no other video but the trailer of one that is to be paid for.
            return Extraction.failed(FailureKind.PAYMENT_REQUIRED, "an answer about another video");
        }
        String state = Objects.requireNonNullElse(text(info, "live_status"), "");
        if (state.equals("is_upcoming")) {
            return new Extraction.Failed(upcoming(info));
        }
        if (state.equals("is_live") || info.get("is_live") == JsonValue.TRUE) {
            return Extraction.failed(FailureKind.LIVE, "live_status " + state);
        }
        Video video = new Video(
                asked,
                Objects.requireNonNullElse(text(info, "title"), ""),
                positive(info, "duration"),
                text(info, "availability"),
                text(info, "live_status"),
                uploaded(info),
                formats(info));
        if (video.formats().stream().anyMatch(ResultReader::hasSizeOrRate)) {
            return new Extraction.Found(video);
        }
        if (state.equals("post_live")) {
            return Extraction.failed(FailureKind.PROCESSING, "live_status post_live");
        }
        FailureKind nothing = video.formats().isEmpty() ? FailureKind.NO_FORMATS : FailureKind.NO_SIZES;
        return Extraction.failed(FailureClassifier.classify(result.log()).orElse(nothing), lastWords(result));
    }

    /** No metadata and no line that a rule knows: yt-dlp has changed, or has nothing to say. */
    private static FailureKind unknown(JobResult result) {
        return result.log().isEmpty() ? FailureKind.BAD_OUTPUT : FailureKind.EXTRACTOR_BROKEN;
    }

    /** A rate is a size as soon as somebody knows the duration, if only the caller. */
    private static boolean hasSizeOrRate(Format format) {
        return format.totalKilobits() != null || format.bytes(null).isPresent();
    }

    private Failure upcoming(JsonObject info) {
        Double release = positive(info, "release_timestamp");
        Duration wait = FailureKind.UPCOMING.retryAfter();
        if (release != null && release < Instant.MAX.getEpochSecond()) {
            Duration until = Duration.between(clock.instant(), Instant.ofEpochSecond(release.longValue()));
            wait = until.isNegative() || until.isZero() ? FailureKind.UPCOMING.retryAfter() : until;
        }
        return new Failure(
                FailureKind.UPCOMING,
                wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait,
                "live_status is_upcoming");
    }

    private static @Nullable Instant uploaded(JsonObject info) {
        Double seconds = positive(info, "timestamp");
        if (seconds != null && seconds < Instant.MAX.getEpochSecond()) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        String day = text(info, "upload_date");
        try {
            return day == null
                    ? null
                    : LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeParseException noDate) {
            return null;
        }
    }

    private static List<Format> formats(JsonObject info) {
        JsonArray told = info.get("formats") instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
        return told.stream()
                .filter(JsonObject.class::isInstance)
                .map(value -> format(value.asJsonObject()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Format> format(JsonObject told) {
        String id = text(told, "format_id");
        if (id == null) {
            return Optional.empty();
        }
        String video = codec(told, "vcodec");
        String audio = codec(told, "acodec");
        if (video == null && audio == null) {
            return Optional.empty(); // a storyboard
        }
        Double preference = number(told, "language_preference");
        return Optional.of(new Format(
                id,
                video,
                audio,
                whole(told, "filesize"),
                whole(told, "filesize_approx"),
                positive(told, "tbr"),
                pixels(told, "width"),
                pixels(told, "height"),
                pixels(told, "fps"),
                text(told, "dynamic_range"),
                preference == null ? 0 : preference.intValue(),
                Objects.requireNonNullElse(text(told, "format_note"), ""),
                text(told, "quality_label"),
                text(told, "language"),
                text(told, "ext")));
    }

    private static String lastWords(JobResult result) {
        if (!result.detail().isEmpty() || result.log().isEmpty()) {
            return result.detail();
        }
        return result.log().get(result.log().size() - 1).text();
    }

    private static @Nullable String codec(JsonObject object, String name) {
        String codec = text(object, name);
        return codec == null || codec.equals("none") ? null : codec;
    }

    private static @Nullable String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString string ? string.getString() : null;
    }

    private static @Nullable Double number(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber number ? (Double) number.doubleValue() : null;
    }

    private static @Nullable Double positive(JsonObject object, String name) {
        Double number = number(object, name);
        return number != null && number > 0 && !number.isInfinite() ? number : null;
    }

    private static @Nullable Long whole(JsonObject object, String name) {
        Double number = positive(object, name);
        return number == null || number >= Long.MAX_VALUE ? null : (Long) Math.round(number);
    }

    private static @Nullable Integer pixels(JsonObject object, String name) {
        Double number = positive(object, name);
        return number == null || number > Integer.MAX_VALUE ? null : (Integer) (int) Math.round(number);
    }
}
