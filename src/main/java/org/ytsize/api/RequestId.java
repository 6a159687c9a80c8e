package org.ytsize.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one request, in its answer and in every log line about it.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9_-]}
 */
record RequestId(String value) {
    static final String HEADER = "X-Request-ID";
    private static final String OTHER_HEADER = "X-Correlation-ID";
    private static final int MAX_LENGTH = 64;
    private static final int RANDOM_BYTES = 12;
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The caller's id as far as it may be kept, else a new one. */
    static RequestId from(@Nullable String requestId, @Nullable String correlationId) {
        String kept = kept(requestId == null || requestId.isBlank() ? correlationId : requestId);
        return kept.isEmpty() ? fresh() : new RequestId(kept);
    }

    /** The id of {@code request}, which keeps it as the attribute of the header's name; chosen when it is asked for first. */
    static RequestId of(HttpServletRequest request) {
        if (request.getAttribute(HEADER) instanceof String chosen) {
            return new RequestId(chosen);
        }
        RequestId id = from(request.getHeader(HEADER), request.getHeader(OTHER_HEADER));
        request.setAttribute(HEADER, id.value());
        return id;
    }

    /** The id that {@code request} got before JAX-RS. */
    static RequestId of(ContainerRequestContext request) {
        return new RequestId(
                (String) Objects.requireNonNull(request.getProperty(HEADER), "FrontFilter did not see it"));
    }

    private static String kept(@Nullable String sent) {
        if (sent == null) {
            return "";
        }
        String kept = FORBIDDEN.matcher(sent).replaceAll("");
        return kept.length() <= MAX_LENGTH ? kept : kept.substring(0, MAX_LENGTH);
    }

    private static RequestId fresh() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new RequestId("req_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
