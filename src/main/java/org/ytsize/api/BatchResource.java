package org.ytsize.api;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.Decision;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.video.VideoId;

/** {@code POST /api/v2/videos:batch}: many videos at once, each counted, one line for each as soon as it is known. */
@Singleton
@Path("/api/v2/videos:batch")
public class BatchResource {
    private static final String NDJSON = "application/x-ndjson";

    private final SizeLookup lookup;
    private final RequestCounter counter;
    private final Executor executor;

    @Inject
    BatchResource(SizeLookup lookup, RequestCounter counter, ManagedExecutorService executor) {
        this.lookup = lookup;
        this.counter = counter;
        this.executor = executor;
    }

    /** Not {@link Limited}, since not it is counted, but what it asks for. */
    @POST
    @Keyed
    @Produces(NDJSON)
    public Response batch(@Context ContainerRequestContext request) throws IOException {
        RequestId id = RequestId.of(request);
        Client client = Callers.of(request);
        if (!SizeResource.isJson(request.getMediaType())) {
            return Problem.response(415, Problem.of(415, "The body has to be declared as application/json", id))
                    .build();
        }
        List<JsonValue> asked = BatchRequest.read(request.getEntityStream().readAllBytes());
        boolean afresh = SizeResource.wantsFresh(request);
        StreamedBody pieces = new StreamedBody(request);
        BatchLines lines = new BatchLines(pieces, VideoAnswer.to(request), executor);
        Map<String, String> fields = Map.of();
        List<CompletableFuture<SizeAnswer>> answers = new ArrayList<>();
        for (JsonValue value : asked) {
            Optional<VideoId> video = BatchRequest.id(value);
            if (video.isEmpty()) {
                lines.refused(value, 400, Problem.of(400, VideoRequest.NO_ID, id));
                continue;
            }
            Decision decision = counter.take(request, client, video.get().value());
            fields = RateLimitFields.v2(client, decision);
            if (decision.allowed()) {
                CompletableFuture<SizeAnswer> found = lookup.find(VideoRequest.of(video.get(), afresh));
                answers.add(found);
                lines.of(value, found);
            } else {
                lines.refused(value, 429, Problem.quotaExceeded(decision.reset(), id));
            }
        }
        lines.end();
        request.setProperty(SizeAnswer.class.getName(), answers);
        Response.ResponseBuilder response = pieces.response(NDJSON);
        fields.forEach(response::header);
        return response.build();
    }
}
