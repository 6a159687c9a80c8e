package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

final class ResultReaderTypesTest extends ResultReaderScene {
    /** Whatever types yt-dlp may come to use for whatever field, there is an answer. */
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void neverThrows_whateverTheTypes(
            @ForAll("fields") Map<String, JsonValue> fields, @ForAll("fields") Map<String, JsonValue> formatFields) {
        JsonObjectBuilder format =
                Json.createObjectBuilder().add("acodec", "opus").add("format_id", "251");
        formatFields.forEach(format::add);
        JsonObjectBuilder info = info();
        fields.forEach(info::add);
        if (!fields.containsKey("formats")) {
            info.add("formats", formats(format));
        }

        assertThat(reader.read(ASKED, done(info.build()))).isNotNull();
    }

    @Provide
    Arbitrary<Map<String, JsonValue>> fields() {
        Arbitrary<String> names = Arbitraries.of(
                "id",
                "title",
                "duration",
                "live_status",
                "is_live",
                "release_timestamp",
                "availability",
                "formats",
                "format_id",
                "filesize",
                "filesize_approx",
                "tbr",
                "vcodec",
                "acodec",
                "width",
                "height",
                "fps",
                "dynamic_range",
                "language_preference",
                "format_note",
                "quality_label");
        return Arbitraries.maps(names, values(2)).ofMaxSize(6);
    }

    private static Arbitrary<JsonValue> values(int depth) {
        Arbitrary<JsonValue> plain = Arbitraries.oneOf(
                Arbitraries.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.FALSE),
                Arbitraries.strings().ofMaxLength(20).map(Json::createValue),
                Arbitraries.of("is_upcoming", "is_live", "post_live", "none", "dQw4w9WgXcQ", "251")
                        .map(Json::createValue),
                Arbitraries.longs().map(Json::createValue),
                Arbitraries.doubles().map(Json::createValue),
                Arbitraries.of(
                                "1e5000",
                                "-1e5000",
                                "1e-5000",
                                "0.4",
                                "-0.0",
                                "9223372036854775808",
                                "31556889864403199")
                        .map(text -> Json.createValue(new BigDecimal(text))));
        if (depth == 0) {
            return plain;
        }
        Arbitrary<JsonValue> nested = values(depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(4, plain),
                Tuple.of(1, nested.list().ofMaxSize(3).map(items -> {
                    JsonArrayBuilder array = Json.createArrayBuilder();
                    items.forEach(array::add);
                    return array.build();
                })),
                Tuple.of(
                        1,
                        nested.map(value -> Json.createObjectBuilder()
                                .add("format_id", value)
                                .add("vcodec", value)
                                .build())));
    }
}
