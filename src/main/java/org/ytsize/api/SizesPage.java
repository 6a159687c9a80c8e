package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeLookup;
import org.ytsize.sizing.SizeQuestion;
import org.ytsize.video.VideoId;
import org.ytsize.video.VideoUrl;

/** {@code GET /sizes?url=} and {@code ?v=}: the sizes of a video as a page, for browsers without JavaScript. */
@Singleton
@Path("/sizes")
public class SizesPage {
    private final SizeLookup lookup;

    @Inject
    public SizesPage(SizeLookup lookup) {
        this.lookup = lookup;
    }

    @GET
    @Limited
    @AsPage
    public CompletionStage<Response> sizes(ContainerRequestContext request) {
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        SizeQuestion question = new SizeQuestion(video(query), null, Optional.empty(), false, SizeQuestion.View.WHOLE);
        request.setProperty(SizeQuestion.class.getName(), question);
        return FrontFilter.afterLeaving(request, lookup.find(question)).thenApply(answer -> {
            request.setProperty(SizeAnswer.class.getName(), answer);
            if (answer instanceof SizeAnswer.Sizes sizes) {
                boolean fresh = sizes.origin().kind() != Origin.Kind.STALE;
                return QuestionPage.answering(query, SizesHtml.of(json(PackedBody.json(sizes.body(), fresh))))
                        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                        .build();
            }
            return SizeResource.response(answer);
        });
    }

    private static VideoId video(MultivaluedMap<String, String> query) {
        String id = query.getFirst("v");
        String url = query.getFirst("url");
        Optional<VideoId> video =
                id != null ? VideoId.parse(id) : url == null ? Optional.empty() : VideoUrl.videoId(url.strip());
        return video.orElseThrow(() -> new InvalidRequestException(
                List.of(new SizeRequest.Fault("url", "This is not the link of a YouTube video."))));
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
