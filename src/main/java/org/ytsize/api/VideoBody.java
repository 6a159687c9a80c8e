package org.ytsize.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ytsize.video.CodecFamily;
import org.ytsize.video.Format;
import org.ytsize.video.Offer;
import org.ytsize.video.SizeTable;
import org.ytsize.video.Video;

/** All that is known of a video, as the v2 contract writes it. */
final class VideoBody {
    private VideoBody() {}

    /**
     * While it is fresh; {@link PackedBody} knows how it reads after that. All keys are always there.
     *
     * @param durationHint seconds, used where YouTube tells no duration
     */
    static JsonObject json(Video video, @Nullable Double durationHint, Instant asOf) {
        Offer offer = Offer.of(video, durationHint);
        Double duration = offer.durationSeconds();
        JsonObjectBuilder body = Answers.BUILDERS
                .createObjectBuilder()
                .add("id", video.id().value())
                .add("asOf", asOf.truncatedTo(ChronoUnit.SECONDS).toString())
                .add("fresh", true);
        text(body, "title", video.title().isEmpty() ? null : video.title());
        number(body, "duration", duration == null ? OptionalLong.empty() : OptionalLong.of(Math.round(duration)));
        text(body, "live", video.live());
        text(body, "availability", video.availability());
        offer.audio().ifPresentOrElse(audio -> body.add("audio", audio(audio)), () -> body.addNull("audio"));
        JsonArrayBuilder qualities = Answers.BUILDERS.createArrayBuilder();
        offer.qualities().forEach(quality -> qualities.add(quality(quality)));
        JsonArrayBuilder formats = Answers.BUILDERS.createArrayBuilder();
        video.formats().forEach(format -> formats.add(format(format, duration)));
        return body.add("qualities", qualities).add("formats", formats).build();
    }

    private static JsonObjectBuilder audio(Offer.Audio audio) {
        JsonObjectBuilder json = Answers.BUILDERS
                .createObjectBuilder()
                .add("itag", audio.format().id());
        text(json, "language", audio.format().language());
        return json.add("bytes", audio.bytes())
                .add("exact", audio.format().isExact())
                .add("reason", audio.reason());
    }

    private static JsonObjectBuilder quality(Offer.Quality quality) {
        JsonArrayBuilder codecs = Answers.BUILDERS.createArrayBuilder();
        for (Offer.Choice choice : quality.choices()) {
            Optional<SizeTable.Size> size = choice.size();
            JsonObjectBuilder codec = Answers.BUILDERS
                    .createObjectBuilder()
                    .add("codec", choice.codec())
                    .add("itag", choice.picture().id())
                    .add("hdr", choice.picture().isHdr());
            number(
                    codec,
                    "bytes",
                    size.stream().mapToLong(SizeTable.Size::bytes).findFirst());
            codecs.add(codec.add("exact", size.filter(SizeTable.Size::exact).isPresent()));
        }
        JsonObjectBuilder json = Answers.BUILDERS
                .createObjectBuilder()
                .add("label", quality.label())
                .add("height", quality.lines());
        whole(json, "fps", quality.framesPerSecond());
        return json.add("codecs", codecs);
    }

    private static JsonObjectBuilder format(Format format, @Nullable Double duration) {
        String codec = Objects.requireNonNull(format.hasVideo() ? format.videoCodec() : format.audioCodec());
        JsonObjectBuilder json = Answers.BUILDERS
                .createObjectBuilder()
                .add("itag", format.id())
                .add("kind", !format.hasVideo() ? "audio" : format.hasAudio() ? "muxed" : "video");
        text(json, "label", format.quality().orElse(null));
        json.add("codec", codec).add("family", CodecFamily.name(codec));
        whole(json, "fps", format.framesPerSecond());
        json.add("hdr", format.isHdr());
        text(json, "dynamicRange", format.dynamicRange());
        text(json, "language", format.language());
        json.add("drc", format.isDrc()).add("premium", format.isPremium());
        text(json, "container", format.container());
        number(json, "bytes", format.bytes(duration));
        return json.add("exact", format.isExact());
    }

    private static void text(JsonObjectBuilder json, String key, @Nullable String text) {
        if (text == null) {
            json.addNull(key);
        } else {
            json.add(key, text);
        }
    }

    private static void whole(JsonObjectBuilder json, String key, @Nullable Integer number) {
        number(json, key, number == null ? OptionalLong.empty() : OptionalLong.of(number));
    }

    private static void number(JsonObjectBuilder json, String key, OptionalLong number) {
        if (number.isPresent()) {
            json.add(key, number.getAsLong());
        } else {
            json.addNull(key);
        }
    }
}
