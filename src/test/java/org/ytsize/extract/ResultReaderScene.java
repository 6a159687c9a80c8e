package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.JobResult.Outcome;
import org.ytsize.extract.LogLine.Level;
import org.ytsize.video.Video;
import org.ytsize.video.VideoId;

/** A reader of results, and what tests make results of. */
abstract class ResultReaderScene {
    static final VideoId ASKED = new VideoId("dQw4w9WgXcQ");
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    final ResultReader reader = new ResultReader(InstantSource.fixed(NOW));

    Failure failure(JobResult result) {
        Extraction extraction = reader.read(ASKED, result);
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        return ((Extraction.Failed) extraction).failure();
    }

    FailureKind failureOf(JsonObjectBuilder info) {
        return failure(done(info.build())).kind();
    }

    Video video(JsonObjectBuilder info) {
        Extraction extraction = reader.read(ASKED, done(info.build()));
        assertThat(extraction).isInstanceOf(Extraction.Found.class);
        return ((Extraction.Found) extraction).video();
    }

    static JobResult done(@Nullable JsonObject info, String... errors) {
        List<LogLine> log = Arrays.stream(errors)
                .map(text -> new LogLine(Level.ERROR, text))
                .toList();
        return new JobResult(Outcome.DONE, info, log, "");
    }

    static JsonObjectBuilder info() {
        return Json.createObjectBuilder().add("id", ASKED.value());
    }

    static JsonObjectBuilder sound() {
        return Json.createObjectBuilder().add("format_id", "251").add("acodec", "opus");
    }

    static JsonArrayBuilder formats(JsonObjectBuilder... formats) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (JsonObjectBuilder format : formats) {
            array.add(format);
        }
        return array;
    }
}
