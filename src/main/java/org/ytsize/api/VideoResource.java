package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizeQuestion;

/** {@code GET /api/v2/videos/{id}} and {@code /api/v2/videos?url=}: all that is known of a video. */
@Singleton
@Path("/api/v2/videos")
public class VideoResource {
    private final SizeLookup lookup;
    /** Whether everybody is answered, and all the same. */
    private final boolean shared;

    @Inject
    public VideoResource(SizeLookup lookup, Settings settings) {
        this.lookup = lookup;
        this.shared = !settings.access().authRequired();
    }

    @GET
    @Limited
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> byUrl(@Context ContainerRequestContext request) {
        return answer(VideoRequest.byUrl(request), request);
    }

    @GET
    @Path("{id}")
    @Limited
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> byId(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return answer(VideoRequest.byId(id, request), request);
    }

    private CompletionStage<Response> answer(SizeQuestion question, ContainerRequestContext request) {
        VideoAnswer wanted = VideoAnswer.to(request);
        return FrontFilter.afterLeaving(request, Questions.ask(request, lookup, question))
                .thenApply(answer -> wanted.response(answer, shared));
    }
}
