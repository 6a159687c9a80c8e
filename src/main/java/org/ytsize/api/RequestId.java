package org.ytsize.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one request, in its answer and in every log line about it.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9_-]}
 */
record RequestId(String value) {
    static final String HEADER = "X-Request-ID";
    static final String OTHER_HEADER = "X-Correlation-ID";
    private static final String PROPERTY = RequestId.class.getName();
    private static final int MAX_LENGTH = 64;
    private static final int RANDOM_BYTES = 12;
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_-]+");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The caller's id as far as it may be kept, else a new one. */
    static RequestId from(@Nullable String requestId, @Nullable String correlationId) {
        String kept = kept(requestId == null || requestId.isBlank() ? correlationId : requestId);
        return kept.isEmpty() ? fresh() : new RequestId(kept);
    }

    /** Chooses the id of {@code request}; whoever asks for it later gets the same. */
    static RequestId assign(ContainerRequestContext request) {
        RequestId id = from(request.getHeaderString(HEADER), request.getHeaderString(OTHER_HEADER));
        request.setProperty(PROPERTY, id);
        return id;
    }

    static RequestId of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof RequestId id ? id : assign(request);
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
