package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ytsize.sizing.AnswerBody;
import org.ytsize.video.Format;
import org.ytsize.video.Video;
import org.ytsize.video.VideoId;

/** What v2 tells of a video, and how that is kept. */
final class VideoBodyTest {
    private static final Instant AS_OF = Instant.parse("2026-11-25T12:00:00.75Z");
    private static final Format PICTURE = new Format(
            "399",
            "av01.0.09M.08",
            null,
            5_000L,
            null,
            3.5,
            1920,
            1080,
            60,
            "SDR",
            -1,
            "1080p60",
            "1080p60",
            null,
            "mp4");
    private static final Format SOUND =
            new Format("251", null, "opus", null, 700L, 1.5, null, null, null, null, 10, "", null, "en", "webm");

    @Test
    void everything_isTold() {
        assertThat(VideoBody.json(video("A \"fresh\":true title", 212.6), null, AS_OF))
                .isEqualTo(json("""
                {"id": "dQw4w9WgXcQ", "asOf": "2026-11-25T12:00:00Z", "fresh": true, "title": "A \\"fresh\\":true title",
                 "duration": 213, "live": "was_live", "availability": "public",
                 "audio": {"itag": "251", "language": "en", "bytes": 700, "exact": false,
                           "reason": "original language, without DRC"},
                 "qualities": [{"label": "1080p60", "height": 1080, "fps": 60, "codecs": [
                     {"codec": "av1", "itag": "399", "hdr": false, "bytes": 5700, "exact": false}]}],
                 "formats": [
                     {"itag": "399", "kind": "video", "label": "1080p60", "codec": "av01.0.09M.08", "family": "av1", "fps": 60,
                      "hdr": false, "dynamicRange": "SDR", "language": null, "drc": false, "premium": false,
                      "container": "mp4", "bytes": 5000, "exact": true},
                     {"itag": "251", "kind": "audio", "label": null, "codec": "opus", "family": "opus", "fps": null,
                      "hdr": false, "dynamicRange": null, "language": "en", "drc": false, "premium": false,
                      "container": "webm", "bytes": 700, "exact": false}]}"""));
    }

    @Test
    void whatNobodyTells_isNull() {
        JsonObject body = VideoBody.json(
                new Video(new VideoId("dQw4w9WgXcQ"), "", null, null, null, null, List.of(PICTURE)), null, AS_OF);

        for (String key : List.of("title", "duration", "live", "availability", "audio")) {
            assertThat(body.isNull(key)).as(key).isTrue();
        }
    }

    @Test
    void theCallersDuration_isUsed_whereThereIsNoOther() {
        assertThat(VideoBody.json(video("", null), 90.0, AS_OF).getInt("duration"))
                .isEqualTo(90);
        assertThat(VideoBody.json(video("", 80.0), 90.0, AS_OF).getInt("duration"))
                .isEqualTo(80);
    }

    @Test
    void packed_itSaysTheSame_andWhetherItIsFresh() {
        JsonObject body = VideoBody.json(video("title \u2009 \"fresh\":true", 213.0), null, AS_OF);
        AnswerBody packed = PackedBody.of(body.toString());

        assertThat(json(PackedBody.json(packed, true))).isEqualTo(body);
        JsonObject old = json(PackedBody.json(packed, false));
        assertThat(old.getBoolean("fresh")).isFalse();
        assertThat(old.getString("title")).isEqualTo(body.getString("title"));
    }

    @Test
    void packed_itHasAName_thatChangesWithIt() {
        AnswerBody packed = PackedBody.of("{}");

        assertThat(PackedBody.tag(packed))
                .matches("[0-9a-f]{24}")
                .isEqualTo(PackedBody.tag(PackedBody.of("{}")))
                .isNotEqualTo(PackedBody.tag(PackedBody.of("{ }")));
    }

    private static Video video(String title, @Nullable Double duration) {
        return new Video(
                new VideoId("dQw4w9WgXcQ"), title, duration, "public", "was_live", null, List.of(PICTURE, SOUND));
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
