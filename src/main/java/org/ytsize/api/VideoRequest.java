package org.ytsize.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ytsize.api.SizeRequest.Fault;
import org.ytsize.sizing.SizeQuestion;
import org.ytsize.video.VideoId;
import org.ytsize.video.VideoUrl;

/** Reads the question that an address of v2 is, by the rules and with the messages of v1. */
final class VideoRequest {
    static final String NO_ID = "Not the id of a video: 11 characters of A-Z, a-z, 0-9, _ and -";

    /** As JSON has numbers, and no longer than a duration is. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:\\.\\d{1,15})?(?:[eE][+-]?\\d{1,2})?");

    private VideoRequest() {}

    /**
     * The question about the video {@code id}.
     *
     * @throws InvalidRequestException if it is none, or the query breaks a rule; it lists all faults
     */
    static SizeQuestion byId(String id, ContainerRequestContext request) {
        return read(VideoId.parse(id), new Fault("id", NO_ID), request);
    }

    /**
     * The question about the video that the query links to.
     *
     * @throws InvalidRequestException as {@link #byId}
     */
    static SizeQuestion byUrl(ContainerRequestContext request) {
        String url = request.getUriInfo().getQueryParameters().getFirst("url");
        Fault fault = new Fault("url", url == null ? SizeRequest.NO_URL : SizeRequest.UNSAFE_URL);
        return read(url == null ? Optional.empty() : VideoUrl.videoId(url), fault, request);
    }

    /** The question about one of many videos. */
    static SizeQuestion of(VideoId video, boolean afresh) {
        return new SizeQuestion(video, null, Optional.empty(), afresh, SizeQuestion.View.WHOLE);
    }

    private static SizeQuestion read(Optional<VideoId> video, Fault without, ContainerRequestContext request) {
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        Double hint = hint(query.getFirst("duration_hint"));
        List<Fault> faults = new ArrayList<>();
        if (video.isEmpty()) {
            faults.add(without);
        }
        if (hint != null) {
            SizeRequest.hintFault(hint).ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(faults);
        }
        return new SizeQuestion(
                video.orElseThrow(), hint, Optional.empty(), SizeResource.wantsFresh(request), SizeQuestion.View.WHOLE);
    }

    private static @Nullable Double hint(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return NUMBER.matcher(text).matches() ? Double.valueOf(text) : Double.NaN;
    }
}
