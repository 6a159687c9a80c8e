package org.ytsize.settings;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A file of API keys, as it was when it was read.
 *
 * @param path where it is
 * @param keys that are in it, each with a name and a digest of its own
 */
public record ApiKeyFile(Path path, List<ApiKey> keys) {
    /** Each is a series of a metric, and a line of what scrapers read. */
    static final int MOST_KEYS = 1_000;

    /** The name of the key that API_KEY sets. */
    static final String OF_VARIABLE = "default";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Set<String> FIELDS = Set.of("name", "sha256", "limit", "windowMs", "cidrs", "expires");
    private static final int MAX_LIMIT = 1_000_000;
    private static final int SHORTEST_WINDOW = 1_000;
    private static final int LONGEST_WINDOW = 86_400_000;

    /**
     * Reads the file.
     *
     * @param window of keys that have a limit and say none
     * @param fault told what is wrong with it, by place and rule, never by a digest; what is returned then is of no use
     */
    public static ApiKeyFile read(Path path, Duration window, Consumer<String> fault) {
        List<ApiKey> keys = new ArrayList<>();
        try {
            JsonArray list = list(Files.readString(path));
            if (list.size() > MOST_KEYS) {
                fault.accept("has more than " + MOST_KEYS + " keys");
            }
            for (int i = 0; i < list.size(); i++) {
                new Entry("keys[" + i + "]", list.get(i), window, fault).read().ifPresent(keys::add);
            }
        } catch (IOException unreadable) {
            fault.accept("cannot be read: " + unreadable.getClass().getSimpleName());
        } catch (RuntimeException senseless) {
            // Of whatever kind: JSON-P has several for numbers and depths out of bounds.
            fault.accept("must be a JSON object with a list \"keys\", and nothing behind it");
        }
        tellDoubles(keys, fault);
        return new ApiKeyFile(path, List.copyOf(keys));
    }

    /** The keys of {@code text}; throws whatever it likes where that is not such an object. */
    private static JsonArray list(String text) {
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            parser.next();
            JsonArray list = Objects.requireNonNull(parser.getObject().getJsonArray("keys"));
            if (parser.hasNext()) {
                throw new JsonException("more than an object");
            }
            return list;
        }
    }

    private static void tellDoubles(List<ApiKey> keys, Consumer<String> fault) {
        Set<String> names = new HashSet<>(Set.of(OF_VARIABLE));
        Set<String> digests = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                fault.accept("has the name " + key.name() + " twice, or it is that of API_KEY");
            }
            if (!digests.add(key.digest())) {
                fault.accept("has the key of " + key.name() + " twice");
            }
        }
    }

    /** One of the list, and what is wrong with it. */
    private record Entry(String place, JsonValue value, Duration window, Consumer<String> fault) {

        Optional<ApiKey> read() {
            if (!(value instanceof JsonObject object)) {
                fault.accept(place + " must be an object");
                return Optional.empty();
            }
            for (String field : object.keySet()) {
                check(FIELDS.contains(field), Variables.shown(field), "is not known");
            }
            String name = text(object, "name")
                    .filter(any -> NAME.matcher(any).matches())
                    .orElse("");
            check(!name.isEmpty(), "name", "must be 1 to 40 letters, digits, dots, _ or -");
            String digest = text(object, "sha256")
                    .filter(any -> DIGEST.matcher(any).matches())
                    .orElse("");
            check(!digest.isEmpty(), "sha256", "must be 64 hexadecimal digits");
            return Optional.of(new ApiKey(
                    name, digest.toLowerCase(java.util.Locale.ROOT), limit(object), blocks(object), expires(object)));
        }

        private Optional<RateLimitSettings> limit(JsonObject object) {
            Optional<Long> limit = whole(object, "limit", 1, MAX_LIMIT);
            Optional<Long> millis = whole(object, "windowMs", SHORTEST_WINDOW, LONGEST_WINDOW);
            check(millis.isEmpty() || object.containsKey("limit"), "windowMs", "needs a limit");
            return limit.map(
                    max -> new RateLimitSettings(millis.map(Duration::ofMillis).orElse(window), Math.toIntExact(max)));
        }

        private List<Cidr> blocks(JsonObject object) {
            List<Cidr> blocks = new ArrayList<>();
            JsonValue list = object.getOrDefault("cidrs", JsonValue.EMPTY_JSON_ARRAY);
            boolean isList = list instanceof JsonArray array && (!array.isEmpty() || !object.containsKey("cidrs"));
            check(isList, "cidrs", "must list addresses or CIDR blocks");
            if (isList) {
                for (JsonValue item : list.asJsonArray()) {
                    Optional<Cidr> block =
                            item instanceof JsonString text ? Cidr.parse(text.getString()) : Optional.empty();
                    check(block.isPresent(), "cidrs", "must list addresses or CIDR blocks");
                    block.ifPresent(blocks::add);
                }
            }
            return List.copyOf(blocks);
        }

        private Optional<Instant> expires(JsonObject object) {
            Optional<Instant> expires = text(object, "expires").flatMap(Entry::instant);
            check(
                    expires.isPresent() || !object.containsKey("expires"),
                    "expires",
                    "must be a time such as 2027-01-31T00:00:00Z");
            return expires;
        }

        private Optional<Long> whole(JsonObject object, String field, long least, long most) {
            Optional<Long> number = Optional.ofNullable(object.get(field))
                    .filter(any -> any instanceof JsonNumber whole && whole.isIntegral())
                    .map(any -> ((JsonNumber) any).bigDecimalValue())
                    .filter(any -> any.precision() < 19)
                    .map(java.math.BigDecimal::longValue)
                    .filter(any -> any >= least && any <= most);
            check(
                    number.isPresent() || !object.containsKey(field),
                    field,
                    "must be a whole number from " + least + " to " + most);
            return number;
        }

        private static Optional<String> text(JsonObject object, String field) {
            return object.get(field) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
        }

        private static Optional<Instant> instant(String text) {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeParseException none) {
                return Optional.empty();
            }
        }

        private void check(boolean well, String field, String rule) {
            if (!well) {
                fault.accept(place + "." + field + " " + rule);
            }
        }
    }
}
