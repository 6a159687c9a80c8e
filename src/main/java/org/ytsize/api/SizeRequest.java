package org.ytsize.api;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Cookies;
import org.ytsize.sizing.SizeQuestion;
import org.ytsize.video.VideoId;
import org.ytsize.video.VideoUrl;

/** Reads the body of a size question, by the rules and with the messages of the v1 contract. */
final class SizeRequest {
    private static final int MAX_COOKIE_CHARACTERS = 50_000;
    private static final double MAX_DURATION_SECONDS = 86_400;
    static final String NO_URL = "URL is required";
    static final String UNSAFE_URL = "Invalid or unsafe YouTube URL";
    private static final String HINT = "duration_hint";
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    /** One fault: the field and the rule. */
    record Fault(String field, String message) {}

    private final List<Fault> faults = new ArrayList<>();

    private SizeRequest() {}

    /**
     * The question in {@code body}.
     *
     * @param body UTF-8 text that should be a JSON object; null where the request did not declare JSON, which counts as an object with nothing in it
     * @param afresh whether YouTube is to be asked, whatever is known
     * @throws InvalidRequestException if there is none; it lists all faults
     */
    static SizeQuestion read(byte @Nullable [] body, boolean afresh) {
        JsonObject object = body == null ? JsonValue.EMPTY_JSON_OBJECT : parse(body);
        SizeRequest request = new SizeRequest();
        VideoId video = request.video(object.get("url"));
        Double hint = request.durationHint(object.get(HINT));
        Optional<Cookies> cookies = request.cookies(object.get("cookies"));
        if (video == null || !request.faults.isEmpty()) {
            throw new InvalidRequestException(request.faults);
        }
        return new SizeQuestion(video, hint, cookies, afresh, SizeQuestion.View.TABLE);
    }

    /**
     * The object in {@code body}.
     *
     * @throws InvalidRequestException if there is none
     */
    static JsonObject parse(byte[] body) {
        if (body.length == 0) {
            throw new InvalidRequestException("Request body is empty, a JSON object is required");
        }
        JsonValue value;
        // From characters: around bytes the parser puts 8 kB of buffer, a sixth of what a known answer may allocate.
        try (JsonParser parser = PARSERS.createParser(new StringReader(new String(body, StandardCharsets.UTF_8)))) {
            parser.next();
            value = parser.getValue();
            if (parser.hasNext()) { // A JsonReader would not look.
                throw new JsonParsingException("more than one value", parser.getLocation());
            }
        } catch (RuntimeException malformed) {
            // JsonException by the specification; the parser throws others as well, where nesting is too deep for it.
            throw new InvalidRequestException("Request body is not valid JSON");
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new InvalidRequestException("Request body must be a JSON object");
    }

    private @Nullable VideoId video(@Nullable JsonValue url) {
        if (url instanceof JsonString text) {
            Optional<VideoId> video = VideoUrl.videoId(text.getString());
            if (video.isPresent()) {
                return video.get();
            }
            fault("url", UNSAFE_URL);
        } else {
            fault("url", url == null ? NO_URL : "URL must be a string");
        }
        return null;
    }

    private @Nullable Double durationHint(@Nullable JsonValue hint) {
        if (hint == null) {
            return null;
        }
        double seconds = hint instanceof JsonNumber number ? seconds(number) : Double.NaN;
        hintFault(seconds).ifPresent(faults::add);
        return seconds;
    }

    /**
     * What is wrong with a duration of {@code seconds}.
     *
     * @param seconds NaN where it is no number
     */
    static Optional<Fault> hintFault(double seconds) {
        if (Double.isNaN(seconds)) {
            return Optional.of(new Fault(HINT, "duration_hint must be a number"));
        }
        if (seconds < 0) {
            return Optional.of(new Fault(HINT, "duration_hint must be at least 0"));
        }
        return seconds > MAX_DURATION_SECONDS
                ? Optional.of(new Fault(HINT, "duration_hint cannot exceed 86400 seconds (24 hours)"))
                : Optional.empty();
    }

    private static double seconds(JsonNumber number) {
        try {
            return number.doubleValue();
        } catch (RuntimeException tooLong) {
            return Double.POSITIVE_INFINITY; // The parser reads no number of thousands of digits.
        }
    }

    private Optional<Cookies> cookies(@Nullable JsonValue cookies) {
        if (cookies == null) {
            return Optional.empty();
        }
        if (!(cookies instanceof JsonString text)) {
            fault("cookies", "cookies must be a string");
            return Optional.empty();
        }
        if (text.getString().length() > MAX_COOKIE_CHARACTERS) {
            fault("cookies", "cookies cannot exceed 50KB");
            return Optional.empty();
        }
        return Cookies.parse(text.getString());
    }

    private void fault(String field, String message) {
        faults.add(new Fault(field, message));
    }
}
