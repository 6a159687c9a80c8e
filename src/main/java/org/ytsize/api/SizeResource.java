package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Failure;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizeQuestion;

/** {@code POST /api/v1/size}. Translates between HTTP and {@link SizeLookup}; decides nothing itself. */
@Singleton
@Path("/api/v1/size")
public class SizeResource {
    /** RFC 9111 section 5.1. */
    private static final String AGE = "Age";

    private final SizeLookup lookup;

    @Inject
    public SizeResource(SizeLookup lookup) {
        this.lookup = lookup;
    }

    /**
     * Reads any media type, since a body that is not declared JSON is answered like one without a url.
     *
     * @param request the whole of it in the entity's place, which Jersey allows
     */
    @POST
    @Limited
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> size(ContainerRequestContext request) throws IOException {
        byte[] bytes = request.getEntityStream().readAllBytes();
        SizeQuestion question = SizeRequest.read(isJson(request.getMediaType()) ? bytes : null, wantsFresh(request));
        request.setProperty(SizeQuestion.class.getName(), question);
        return FrontFilter.afterLeaving(request, lookup.find(question)).thenApply(answer -> {
            request.setProperty(SizeAnswer.class.getName(), answer);
            return response(answer);
        });
    }

    static Response response(SizeAnswer answer) {
        return withOrigin(body(answer), answer.origin()).build();
    }

    /** Where an answer came from, and how old it is. */
    static Response.ResponseBuilder withOrigin(Response.ResponseBuilder response, Origin origin) {
        response.header("X-Cache", origin.kind().word());
        return origin.wasKnown()
                ? response.header(AGE, Long.toString(origin.age().toSeconds()))
                : response;
    }

    private static Response.ResponseBuilder body(SizeAnswer answer) {
        if (answer instanceof SizeAnswer.Sizes sizes) {
            return Response.ok(sizes.body().bytes())
                    .header(HttpHeaders.CONTENT_TYPE, Answers.JSON)
                    .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600");
        }
        if (answer instanceof SizeAnswer.NoSizes none) {
            Failure failure = none.failure();
            Response.ResponseBuilder response = Answers.named(
                    failure.kind().status(),
                    Answers.error(failure.kind().sentence())
                            .add("code", failure.kind().code()));
            return failure.retryAfter().isZero()
                    ? response
                    : response.header(HttpHeaders.RETRY_AFTER, Answers.wholeSeconds(failure.retryAfter()));
        }
        throw new AssertionError(answer);
    }

    /** RFC 9111 section 5.2.1.4, for those who have a key. */
    static boolean wantsFresh(ContainerRequestContext request) {
        String cacheControl = request.getHeaderString(HttpHeaders.CACHE_CONTROL);
        return cacheControl != null
                && ApiKeyFilter.hasKey(request)
                && Arrays.stream(cacheControl.toLowerCase(Locale.ROOT).split(",", -1))
                        .anyMatch(directive -> directive.strip().equals("no-cache"));
    }

    static boolean isJson(@Nullable MediaType type) {
        return type != null
                && (MediaType.APPLICATION_JSON_TYPE.isCompatible(type)
                        || type.getSubtype().endsWith("+json"));
    }
}
