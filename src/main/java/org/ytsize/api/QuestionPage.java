package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** The page on which people ask for a video's sizes: as it is, with a question in it, or with the answer. Stateless. */
final class QuestionPage {
    private static final String NAME = "index.html";
    private static final String PAGE = text(NAME);
    private static final JsonObject ADVICE = Answers.parsed(text("page-advice.json"));

    private QuestionPage() {}

    /**
     * The page with the question in {@code query}, which its script asks. Where scripts do not run, the browser asks at once for the page that has the
     * answer in it. So the question is counted once either way, and whoever has scripts sees how it goes on.
     */
    static Response.ResponseBuilder asking(MultivaluedMap<String, String> query) {
        for (String name : new String[] {"v", "url"}) {
            String given = query.getFirst(name);
            if (given != null) {
                return page(
                                "<noscript><meta http-equiv=\"refresh\" content=\"0; url=/sizes?" + name + "="
                                        + URLEncoder.encode(given, UTF_8) + "\"></noscript>",
                                "",
                                link(query))
                        .header(HttpHeaders.CACHE_CONTROL, "no-cache");
            }
        }
        return page("", "", "").header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    /** The page with {@code answer}, HTML, to the question in {@code query}; it says nothing of how long it may be kept. */
    static Response.ResponseBuilder answering(MultivaluedMap<String, String> query, String answer) {
        return page("", answer, link(query));
    }

    /** What one can do after an error; empty where nobody knows. */
    static String advice(@Nullable String code, int status) {
        String byStatus = ADVICE.getString(Integer.toString(status), "");
        return code == null ? byStatus : ADVICE.getString(code, byStatus);
    }

    /** The text as it is written in HTML, in an attribute as well. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static Response.ResponseBuilder page(String head, String answer, String link) {
        String page = PAGE.replace("<!--HEAD-->", head)
                .replace(" value=\"\"", " value=\"" + escaped(link) + '"')
                .replace("<!--ANSWER-->", answer);
        return PageFiles.response(NAME, page.getBytes(UTF_8));
    }

    /** The link that is asked about. */
    private static String link(MultivaluedMap<String, String> query) {
        String video = query.getFirst("v");
        String url = query.getFirst("url");
        return video == null ? (url == null ? "" : url) : "https://www.youtube.com/watch?v=" + video;
    }

    private static String text(String name) {
        return new String(PageFiles.bytes("page/" + name), UTF_8);
    }
}
