package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

final class SizesHtmlTest {
    @Test
    void eachQuality_hasARowForEachCodec() {
        String html = html("A title", """
                {"label":"1080p60","height":1080,"fps":60,"codecs":[
                   {"codec":"h264","itag":"299","hdr":false,"bytes":2000000,"exact":true},
                   {"codec":"av1","itag":"399","hdr":true,"bytes":1000000,"exact":false},
                   {"codec":"vp9","itag":"303","hdr":false,"bytes":null,"exact":false}]}""");

        assertThat(html)
                .contains("rowspan=\"3\">1080p60</th>")
                .contains("H.264</th><td class=\"size\">2.00 MB", "width=\"100%\"")
                .contains("AV1 HDR</th><td class=\"size\">about 1.00 MB", "width=\"50%\"")
                .contains("VP9</th><td class=\"size\">not told</td>");
    }

    @Test
    void whatSomebodyElseHasWritten_isTextAndNothingElse() {
        String html = html("<script>alert(1)</script>", """
                {"label":"<b>","height":1,"fps":null,"codecs":[
                   {"codec":"\\"><i>","itag":"1","hdr":false,"bytes":1,"exact":true}]}""");

        assertThat(html)
                .contains("&lt;script&gt;", "&lt;b&gt;", "&quot;&gt;&lt;i&gt;")
                .doesNotContain("<script", "<b>", "<i>");
    }

    @Test
    void withoutTitleDurationOrSound_itSaysWhatItKnows() {
        String html = SizesHtml.of(Json.createReader(new StringReader("""
                {"id":"dQw4w9WgXcQ","title":null,"duration":null,"audio":null,"asOf":"2026-11-25T12:00:00Z","fresh":false,
                 "qualities":[]}""")).readObject());

        assertThat(html)
                .contains("Video dQw4w9WgXcQ", "out of date, as of 2026-11-25 12:00:00 UTC")
                .doesNotContain("long", "Sound");
    }

    private static String html(String title, String quality) {
        return SizesHtml.of(Json.createReader(new StringReader("""
                {"id":"dQw4w9WgXcQ","title":"%s","duration":213,"asOf":"2026-11-25T12:00:00Z","fresh":true,
                 "audio":{"itag":"251","language":"en","bytes":3433514,"exact":true,"reason":"original language"},
                 "qualities":[%s]}""".formatted(title, quality)))
                .readObject());
    }
}
