package org.ytsize.api;

import jakarta.enterprise.concurrent.ManagedExecutorService;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizeQuestion;

/** {@code GET /api/v2/videos/{id}/events}: the same question as without {@code events}, and how the lookup goes meanwhile. */
@Singleton
@Path("/api/v2/videos/{id}/events")
public class EventsResource {
    private final SizeLookup lookup;
    private final Executor executor;

    @Inject
    EventsResource(SizeLookup lookup, ManagedExecutorService executor) {
        this.lookup = lookup;
        this.executor = executor;
    }

    @GET
    @Limited
    @ToldOnce
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(@PathParam("id") String id, @Context ContainerRequestContext request) {
        SizeQuestion question = VideoRequest.byId(id, request);
        CompletableFuture<SizeAnswer> answer = Questions.ask(request, lookup, question);
        StreamedBody pieces = new StreamedBody(request);
        Response response = pieces.response(MediaType.SERVER_SENT_EVENTS).build();
        new Progress(pieces, () -> lookup.place(question.video()), VideoAnswer.to(request), executor).of(answer);
        return response;
    }
}
