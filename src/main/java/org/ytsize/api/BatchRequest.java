package org.ytsize.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.ytsize.video.VideoId;

/** Reads which videos a batch is about. */
final class BatchRequest {
    static final int MOST = 50;
    private static final String IDS = "ids";

    private BatchRequest() {}

    /**
     * What stands in the place of ids in {@code body}, each once, in their order. One that is no id is told by {@link #id}.
     *
     * @throws InvalidRequestException where there is none, or more than {@link #MOST}
     */
    static List<JsonValue> read(byte[] body) {
        JsonValue ids = SizeRequest.parse(body).get(IDS);
        if (ids == null) {
            throw fault("ids is required");
        }
        if (!(ids instanceof JsonArray array)) {
            throw fault("ids must be an array");
        }
        if (array.isEmpty()) {
            throw fault("ids must have at least one");
        }
        if (array.size() > MOST) {
            throw fault("ids cannot have more than " + MOST);
        }
        return List.copyOf(new LinkedHashSet<>(array));
    }

    /** The id that {@code value} is; empty if it is none. */
    static Optional<VideoId> id(JsonValue value) {
        return value instanceof JsonString text ? VideoId.parse(text.getString()) : Optional.empty();
    }

    private static InvalidRequestException fault(String message) {
        return new InvalidRequestException(List.of(new SizeRequest.Fault(IDS, message)));
    }
}
