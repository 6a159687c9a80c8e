package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;

/** An error as v2 tells it: problem details by RFC 9457, with v1's code and the request's name. */
final class Problem {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String PREFIX = "/api/v2";
    /** Of draft-ietf-httpapi-ratelimit-headers-10. */
    private static final String QUOTA = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private static final String OF_THE_LOOKUP = "urn:ytsize:problem:";

    /** Of what v1 has no code for. */
    private static final Map<Integer, String> CODES = Map.of(
            400, "INVALID_REQUEST",
            401, "UNAUTHORIZED",
            403, "FORBIDDEN",
            404, "ENDPOINT_NOT_FOUND",
            405, "METHOD_NOT_ALLOWED",
            406, "NOT_ACCEPTABLE",
            413, "BODY_TOO_LARGE",
            415, "UNSUPPORTED_MEDIA_TYPE",
            500, "INTERNAL_ERROR");

    private Problem() {}

    /** Whether who asks for {@code path} is told errors this way. */
    static boolean isToldFor(String path) {
        return path.startsWith(PREFIX) && (path.length() == PREFIX.length() || path.charAt(PREFIX.length()) == '/');
    }

    static boolean isToldFor(ContainerRequestContext request) {
        return isToldFor("/" + request.getUriInfo().getPath(false));
    }

    /** What HTTP itself has a status for. */
    static JsonObjectBuilder of(int status, String detail, RequestId id) {
        return of(status, CODES.getOrDefault(status, "REFUSED"), detail, id);
    }

    /** What nobody has expected. */
    static JsonObjectBuilder internalError(RequestId id) {
        return of(500, "Internal server error", id);
    }

    /** Why a lookup found no sizes. */
    static JsonObjectBuilder of(Failure failure, RequestId id) {
        FailureKind kind = failure.kind();
        String words = kind.code().toLowerCase(Locale.ROOT);
        String title = kind.code().charAt(0) + words.substring(1).replace('_', ' ');
        JsonObjectBuilder problem = problem(
                OF_THE_LOOKUP + words.replace('_', '-'), title, kind.status(), kind.sentence(), kind.code(), id);
        return failure.retryAfter().isZero() ? problem : retry(problem, failure.retryAfter());
    }

    /** That a client has asked as often as it may. */
    static JsonObjectBuilder quotaExceeded(Duration reset, RequestId id) {
        String detail = "Too many requests, please try again later.";
        JsonObjectBuilder problem = problem(QUOTA, "Quota exceeded", 429, detail, "RATE_LIMITED", id);
        return retry(problem, reset)
                .add("violated-policies", Answers.BUILDERS.createArrayBuilder().add(RateLimitFields.POLICY));
    }

    /** What v1 says of an error, said this way. */
    static JsonObjectBuilder of(int status, JsonObject v1, RequestId id) {
        String code = v1.getString("code", CODES.getOrDefault(status, "REFUSED"));
        JsonObjectBuilder problem = of(status, code, v1.getString("error"), id);
        JsonValue details = v1.get("details");
        return details == null ? problem : problem.add("details", details);
    }

    static Response.ResponseBuilder response(int status, JsonObjectBuilder problem) {
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .entity(bytes(problem));
    }

    static byte[] bytes(JsonObjectBuilder problem) {
        return problem.build().toString().getBytes(UTF_8);
    }

    /** Without a type of its own, a problem is what its status says, and has its title. */
    private static JsonObjectBuilder of(int status, String code, String detail, RequestId id) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return problem("about:blank", known == null ? "Refused" : known.getReasonPhrase(), status, detail, code, id);
    }

    private static JsonObjectBuilder problem(
            String type, String title, int status, String detail, String code, RequestId id) {
        return Answers.BUILDERS
                .createObjectBuilder()
                .add("type", type)
                .add("title", title)
                .add("status", status)
                .add("detail", detail)
                .add("instance", "urn:ytsize:request:" + id.value())
                .add("code", code)
                .add("requestId", id.value());
    }

    private static JsonObjectBuilder retry(JsonObjectBuilder problem, Duration after) {
        return problem.add("retryAfter", Answers.wholeSeconds(after));
    }
}
