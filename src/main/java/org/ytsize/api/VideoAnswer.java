package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Failure;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.ShelfLife;
import org.ytsize.sizing.SizeAnswer;

/**
 * How v2 answers one question about one video. Immutable; made before the lookup, since what the request says may be gone after it.
 *
 * @param packed whether the body may go out as it is kept
 * @param ifNoneMatch the tags of what the caller has, if it has any
 */
record VideoAnswer(RequestId id, boolean packed, @Nullable String ifNoneMatch) {
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final String PACKED = "-gzip";

    /** The answer that {@code request} wants. */
    static VideoAnswer to(ContainerRequestContext request) {
        return new VideoAnswer(
                RequestId.of(request),
                CompressionInterceptor.mayPack(request),
                request.getHeaderString(HttpHeaders.IF_NONE_MATCH));
    }

    /**
     * The whole response.
     *
     * @param shared whether it is the same for everybody, so that caches may keep it that many use
     */
    Response response(SizeAnswer answer, boolean shared) {
        Response.ResponseBuilder response;
        if (answer instanceof SizeAnswer.Sizes sizes) {
            response = found(sizes);
        } else if (answer instanceof SizeAnswer.NoSizes none) {
            Failure failure = none.failure();
            response = SizeResource.withRetryAfter(
                    Problem.response(failure.kind().status(), Problem.of(failure, id)), failure);
        } else {
            throw new AssertionError(answer);
        }
        response.header(HttpHeaders.CACHE_CONTROL, cacheControl(answer.life(), shared));
        return SizeResource.withOrigin(response, answer.origin()).build();
    }

    /** What it says, without HTTP: the video, or the problem. */
    String text(SizeAnswer answer) {
        if (answer instanceof SizeAnswer.Sizes sizes) {
            return PackedBody.json(sizes.body(), isFresh(sizes));
        }
        if (answer instanceof SizeAnswer.NoSizes none) {
            JsonObjectBuilder problem = Problem.of(none.failure(), id);
            return problem.build().toString();
        }
        throw new AssertionError(answer);
    }

    /** What is said in place of {@link #text} where a fault of ours came between. */
    String internalError() {
        return Problem.internalError(id).build().toString();
    }

    private Response.ResponseBuilder found(SizeAnswer.Sizes sizes) {
        boolean fresh = isFresh(sizes);
        // Each form has a tag of its own, since a strong one promises that all bytes are the same.
        String tag = PackedBody.tag(sizes.body()) + (fresh ? "" : "-old");
        String quoted = '"' + tag + (packed ? PACKED : "") + '"';
        if (has(tag)) {
            return Response.notModified().header(HttpHeaders.ETAG, quoted);
        }
        Response.ResponseBuilder response =
                Response.ok().header(HttpHeaders.CONTENT_TYPE, Answers.JSON).header(HttpHeaders.ETAG, quoted);
        if (packed) {
            byte[] body = fresh
                    ? sizes.body().bytes()
                    : PackedBody.of(PackedBody.json(sizes.body(), false)).bytes();
            return response.header(HttpHeaders.CONTENT_ENCODING, "gzip").entity(body);
        }
        return response.entity(PackedBody.json(sizes.body(), fresh).getBytes(UTF_8));
    }

    /** RFC 9110 section 13.1.2: by the weak comparison, for which both forms are the same. */
    private boolean has(String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String mine : COMMA.split(ifNoneMatch.strip(), -1)) {
            String opaque = mine.startsWith("W/") ? mine.substring(2) : mine;
            if (opaque.equals("*") || opaque.equals('"' + tag + '"') || opaque.equals('"' + tag + PACKED + '"')) {
                return true;
            }
        }
        return false;
    }

    /** The times of the whole life, from which a cache takes Age off (RFC 9111 section 4.2.3); RFC 5861 for what comes after. */
    private static String cacheControl(ShelfLife life, boolean shared) {
        if (life.fresh().isZero()) {
            return "no-store";
        }
        String fresh =
                (shared ? "public" : "private") + ", max-age=" + life.fresh().toSeconds();
        return life.revalidate().isZero()
                ? fresh
                : fresh + ", stale-while-revalidate=" + life.revalidate().toSeconds();
    }

    private static boolean isFresh(SizeAnswer.Sizes sizes) {
        return sizes.origin().kind() != Origin.Kind.STALE;
    }
}
