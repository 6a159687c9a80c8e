package org.ytsize.api;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
    public CompletionStage<Response> sizes(@Context ContainerRequestContext request) {
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        VideoAnswer form = VideoAnswer.to(request);
        SizeQuestion question = VideoRequest.of(video(query), false);
        return FrontFilter.afterLeaving(request, Questions.ask(request, lookup, question))
                .thenApply(answer -> answer instanceof SizeAnswer.Sizes
                        ? QuestionPage.answering(query, SizesHtml.of(Answers.parsed(form.text(answer))))
                                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                                .build()
                        : SizeResource.response(answer));
    }

    private static VideoId video(MultivaluedMap<String, String> query) {
        String id = query.getFirst("v");
        String url = query.getFirst("url");
        Optional<VideoId> video =
                id != null ? VideoId.parse(id) : url == null ? Optional.empty() : VideoUrl.videoId(url.strip());
        return video.orElseThrow(() -> new InvalidRequestException(
                List.of(new SizeRequest.Fault("url", "This is not the link of a YouTube video."))));
    }
}
