package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Failure;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizeQuestion;

/** {@code POST /api/v1/size}. Translates between HTTP and {@link SizeLookup}; decides nothing itself. */
@Singleton
@Path("/api/v1/size")
public class SizeResource {
    private final SizeLookup lookup;

    @Inject
    public SizeResource(SizeLookup lookup) {
        this.lookup = lookup;
    }

    /** Reads any media type, since a body that is not declared JSON is answered like one without a url. */
    @POST
    @Limited
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> size(InputStream body, @Context ContainerRequestContext request)
            throws IOException {
        byte[] bytes = body.readAllBytes();
        SizeQuestion question = SizeRequest.read(isJson(request.getMediaType()) ? bytes : null);
        request.setProperty(SizeQuestion.class.getName(), question);
        return lookup.find(question).thenApply(answer -> {
            request.setProperty(SizeAnswer.class.getName(), answer);
            return response(answer);
        });
    }

    private static Response response(SizeAnswer answer) {
        if (answer instanceof SizeAnswer.Sizes sizes) {
            return Answers.json(200, SizeBody.of(sizes.table()))
                    .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600")
                    .build();
        }
        if (answer instanceof SizeAnswer.NoSizes none) {
            Failure failure = none.failure();
            Response.ResponseBuilder response = Answers.named(
                    failure.kind().status(),
                    Answers.error(failure.kind().sentence())
                            .add("code", failure.kind().code()));
            if (!failure.retryAfter().isZero()) {
                response.header(HttpHeaders.RETRY_AFTER, Answers.wholeSeconds(failure.retryAfter()));
            }
            return response.build();
        }
        throw new AssertionError(answer);
    }

    private static boolean isJson(@Nullable MediaType type) {
        return type != null
                && (MediaType.APPLICATION_JSON_TYPE.isCompatible(type)
                        || type.getSubtype().endsWith("+json"));
    }
}
