package org.ytsize.api;

import static org.ytsize.api.QuestionPage.escaped;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.OptionalLong;
import org.ytsize.video.HumanText;

/** The sizes of one video as HTML: what page-result.js makes of the same JSON, but for the costs. */
final class SizesHtml {
    private static final Map<String, String> CODECS = Map.of("av1", "AV1", "vp9", "VP9", "h264", "H.264");

    private final StringBuilder html = new StringBuilder();
    private final JsonObject video;
    private final long largest;

    private SizesHtml(JsonObject video) {
        this.video = video;
        this.largest = video.getJsonArray("qualities").getValuesAs(JsonObject.class).stream()
                .flatMap(quality -> quality.getJsonArray("codecs").getValuesAs(JsonObject.class).stream())
                .mapToLong(codec -> bytes(codec).orElse(0))
                .max()
                .orElse(0);
    }

    /** @param video as v2 tells it */
    static String of(JsonObject video) {
        return new SizesHtml(video).written();
    }

    private String written() {
        html.append("<section id=\"served\" class=\"card\" aria-labelledby=\"served-title\"><h2 id=\"served-title\">")
                .append(escaped(video.isNull("title") ? "Video " + video.getString("id") : video.getString("title")))
                .append("</h2><p class=\"quiet\">");
        if (!video.isNull("duration")) {
            html.append(HumanText.duration(video.getJsonNumber("duration").longValue()))
                    .append(" long · ");
        }
        html.append(video.getBoolean("fresh") ? "as of " : "out of date, as of ")
                .append(escaped(video.getString("asOf").replace('T', ' ').replace("Z", " UTC")))
                .append("</p>");
        sound();
        html.append("<table><caption>Picture and sound together, in each quality and codec.</caption><thead><tr>")
                .append(
                        "<th scope=\"col\">Quality</th><th scope=\"col\">Codec</th><th scope=\"col\">Size</th></tr></thead>");
        video.getJsonArray("qualities").getValuesAs(JsonObject.class).forEach(this::quality);
        return html.append("</table><p>Link to this answer: <a href=\"/?v=")
                .append(escaped(video.getString("id")))
                .append("\">/?v=")
                .append(escaped(video.getString("id")))
                .append("</a></p></section>")
                .toString();
    }

    private void sound() {
        if (video.isNull("audio")) {
            return;
        }
        JsonObject audio = video.getJsonObject("audio");
        html.append("<p>Sound alone: <strong>")
                .append(size(audio))
                .append("</strong> (")
                .append(escaped(audio.getString("reason")))
                .append("). It is in each of these sizes.</p>");
    }

    private void quality(JsonObject quality) {
        JsonArray codecs = quality.getJsonArray("codecs");
        html.append("<tbody>");
        for (int i = 0; i < codecs.size(); i++) {
            html.append("<tr>");
            if (i == 0) {
                html.append("<th scope=\"rowgroup\" class=\"quality\" rowspan=\"")
                        .append(codecs.size())
                        .append("\">")
                        .append(escaped(quality.getString("label")))
                        .append("</th>");
            }
            codec(codecs.getJsonObject(i));
        }
        html.append("</tbody>");
    }

    private void codec(JsonObject codec) {
        String name = codec.getString("codec");
        html.append("<th scope=\"row\" class=\"codec\">")
                .append(escaped(CODECS.getOrDefault(name, name)))
                .append(codec.getBoolean("hdr") ? " HDR" : "")
                .append("</th><td class=\"size\">")
                .append(size(codec));
        bytes(codec)
                .ifPresent(bytes -> html.append("<svg class=\"bar ")
                        .append(CODECS.containsKey(name) ? name : "other")
                        .append("\" aria-hidden=\"true\"><rect height=\"100%\" width=\"")
                        .append(Math.max(1, Math.round(100.0 * bytes / largest)))
                        .append("%\"/></svg>"));
        html.append("</td></tr>");
    }

    private static String size(JsonObject sized) {
        OptionalLong bytes = bytes(sized);
        return bytes.isEmpty()
                ? "not told"
                : (sized.getBoolean("exact") ? "" : "about ") + HumanText.bytes(bytes.getAsLong());
    }

    private static OptionalLong bytes(JsonObject sized) {
        return sized.isNull("bytes")
                ? OptionalLong.empty()
                : OptionalLong.of(sized.getJsonNumber("bytes").longValue());
    }
}
