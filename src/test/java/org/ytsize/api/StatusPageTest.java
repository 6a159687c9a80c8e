package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page promises before any browser has seen it. */
final class StatusPageTest {
    private static final Pattern PART = Pattern.compile("(?:href|src)=\"(/[^\"]+\\.(?:css|js))\"");
    private static final int MAX_BYTES = 150_000;

    /** uPlot's version is in the build and in the page: this is where they are held together. */
    @Test
    void whatThePageConsistsOf_isThere_andNotHeavy() throws IOException {
        String page = new String(bytes("page/status.html"), UTF_8);
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(page);
        int weight = page.length();
        while (part.find()) {
            parts.add(part.group(1));
            weight += bytes(resource(part.group(1))).length;
        }

        assertThat(parts).hasSize(5);
        assertThat(weight).isLessThan(MAX_BYTES);
    }

    /** The policy that it is sent with forbids all of these. */
    @Test
    void nothingIsInline_norFromElsewhere() throws IOException {
        String page = new String(bytes("page/status.html"), UTF_8).replace("xmlns='http://www.w3.org/2000/svg'", "");

        assertThat(page)
                .doesNotContain("<style", "style=", "://")
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContainPattern(" on[a-z]+=");
    }

    private static String resource(String path) {
        return path.startsWith("/webjars/")
                ? "/META-INF/resources" + path.replaceFirst("/([^/]+)$", "/dist/$1")
                : "page" + path;
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = StatusPage.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        }
    }
}
