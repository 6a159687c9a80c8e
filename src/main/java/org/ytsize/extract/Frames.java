package org.ytsize.extract;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The frames of docs/fork-server.md: four bytes of length, big-endian, then one JSON object in UTF-8. */
final class Frames {
    static final int MAX_BYTES = 64 * 1024 * 1024;

    // Json.createReader and its like look the provider up on each call, which costs more than the parsing.
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());
    private static final JsonWriterFactory WRITERS = Json.createWriterFactory(Map.of());

    private Frames() {}

    /**
     * The next frame, or empty at the end of input.
     *
     * @throws IOException if the input ends inside a frame, or what comes is no frame
     */
    static Optional<JsonObject> read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the input ends inside a frame");
        }
        try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8)) {
            return Optional.of(reader.readObject());
        } catch (RuntimeException noObject) { // JsonException, and others for what is too deep or too long
            throw new IOException("a frame that is no JSON object", noObject);
        }
    }

    static byte[] bytes(JsonObject frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonWriter writer = WRITERS.createWriter(out, StandardCharsets.UTF_8)) {
            writer.writeObject(frame);
        }
        return ByteBuffer.allocate(4 + out.size())
                .putInt(out.size())
                .put(out.toByteArray())
                .array();
    }
}
