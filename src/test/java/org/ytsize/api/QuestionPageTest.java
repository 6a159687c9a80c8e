package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ytsize.extract.FailureKind;

final class QuestionPageTest {
    private static final int MAX_BYTES = 150_000;
    private static final Pattern PART = Pattern.compile("(?:href|src|from|fetch)(?:=\"|\\('| ')(?:\\.?/)(page[^\"']+)");

    @Test
    void allThatThePageConsistsOf_weighsLittle() {
        List<String> parts = new ArrayList<>(List.of("index.html"));
        int weight = 0;
        for (int i = 0; i < parts.size(); i++) {
            String text = text(parts.get(i));
            weight += text.getBytes(UTF_8).length;
            PART.matcher(text)
                    .results()
                    .map(part -> part.group(1))
                    .filter(part -> !parts.contains(part))
                    .forEach(parts::add);
        }

        assertThat(parts)
                .containsExactlyInAnyOrder(
                        "index.html", "page.css", "page.js", "page-events.js", "page-result.js", "page-advice.json");
        assertThat(weight).isLessThan(MAX_BYTES);
    }

    /** The policy that it is sent with forbids all of these. */
    @Test
    void nothingIsInline_norFromElsewhere() {
        assertThat(text("index.html").replace("xmlns='http://www.w3.org/2000/svg'", ""))
                .doesNotContain("<style", "style=")
                .doesNotContainPattern("(?:src|href)=\"(?:https?:)?//")
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContainPattern(" on[a-z]+=");
    }

    @Test
    void everyFailure_hasAdvice() {
        JsonObject advice = Json.createReader(new ByteArrayInputStream(PageFiles.bytes("page/page-advice.json")))
                .readObject();

        for (FailureKind kind : FailureKind.values()) {
            assertThat(advice).containsKey(kind.code());
        }
        assertThat(advice).containsKeys("400", "401", "429", "UNAVAILABLE", "INTERNAL_ERROR");
    }

    @Test
    void advice_isByCode_elseByStatus_elseNone() {
        assertThat(QuestionPage.advice("TIMEOUT", 504)).contains("too long");
        assertThat(QuestionPage.advice(null, 429)).contains("limit");
        assertThat(QuestionPage.advice("UNHEARD_OF", 418)).isEmpty();
    }

    @Test
    void escaped_isNothingButText() {
        assertThat(QuestionPage.escaped("<a href='x' b=\"&\">"))
                .isEqualTo("&lt;a href=&#39;x&#39; b=&quot;&amp;&quot;&gt;");
    }

    private static String text(String name) {
        return new String(PageFiles.bytes("page/" + name), UTF_8);
    }
}
