package org.ytsize.api;

import static org.ytsize.api.QuestionPage.escaped;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonObject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Makes pages of errors where people ask: what happened, and what one can do. */
@Provider
@Dependent
@AsPage
@Priority(Order.PAGE)
public class ErrorPageFilter implements ContainerResponseFilter {
    /** A form cannot send a header. */
    private static final String NO_FIELD_FOR_A_KEY =
            "A key can be entered only where this page may run its JavaScript. Whoever runs this service can give you one.";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof JsonObject error && error.containsKey("error")) {
            String html = html(error, response, RequestId.of(request));
            try (Response page = QuestionPage.answering(request.getUriInfo().getQueryParameters(), html)
                    .build()) {
                page.getHeaders()
                        .forEach((name, values) -> response.getHeaders().put(name, values));
                response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
                response.setEntity(page.getEntity());
            }
        }
    }

    private static String html(JsonObject error, ContainerResponseContext response, RequestId id) {
        int status = response.getStatus();
        StringBuilder html = new StringBuilder(
                        "<section id=\"served\" class=\"failure\" aria-labelledby=\"served-error\">")
                .append("<h2 id=\"served-error\">")
                .append(escaped(sentence(error)))
                .append("</h2>");
        paragraph(
                html,
                "",
                status == Response.Status.UNAUTHORIZED.getStatusCode()
                        ? NO_FIELD_FOR_A_KEY
                        : QuestionPage.advice(error.getString("code", null), status));
        String retryAfter = response.getHeaderString(HttpHeaders.RETRY_AFTER);
        paragraph(html, "", retryAfter == null ? "" : "Ask again in " + retryAfter + " seconds.");
        paragraph(html, " class=\"quiet\"", "Request " + id.value());
        return html.append("</section>").toString();
    }

    /** What is wrong, without the name of the field that programs know it by. */
    private static String sentence(JsonObject error) {
        return error.containsKey("details") && !error.getJsonArray("details").isEmpty()
                ? error.getJsonArray("details").getJsonObject(0).getString("message")
                : error.getString("error");
    }

    private static void paragraph(StringBuilder html, String attributes, String text) {
        if (!text.isEmpty()) {
            html.append("<p")
                    .append(attributes)
                    .append('>')
                    .append(escaped(text))
                    .append("</p>");
        }
    }
}
