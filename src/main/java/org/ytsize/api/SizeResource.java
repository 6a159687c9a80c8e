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
        return FrontFilter.afterLeaving(request, Questions.ask(request, lookup, question))
                .thenApply(SizeResource::response);
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

    /** When to ask again, where that is known. */
    static Response.ResponseBuilder withRetryAfter(Response.ResponseBuilder response, Failure failure) {
        return failure.retryAfter().isZero()
                ? response
                : response.header(HttpHeaders.RETRY_AFTER, Long.toString(Answers.wholeSeconds(failure.retryAfter())));
    }

    private static Response.ResponseBuilder body(SizeAnswer answer) {
        if (answer instanceof SizeAnswer.Sizes sizes) {
            return Response.ok(sizes.body().bytes())
                    .header(HttpHeaders.CONTENT_TYPE, Answers.JSON)
                    .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600");
        }
        if (answer instanceof SizeAnswer.NoSizes none) {
            Failure failure = none.failure();
            return withRetryAfter(
                    Answers.named(
                            failure.kind().status(),
                            Answers.error(failure.kind().sentence())
                                    .add("code", failure.kind().code())),
                    failure);
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
