package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FramesTest {
    private static final JsonObject SAMPLE =
            Json.createObjectBuilder().add("op", "cancel").add("id", 7).build();

    @Test
    void aFrame_isFourBytesOfLength_thenTheObject() {
        byte[] frame = Frames.bytes(SAMPLE);

        assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
        assertThat(new String(frame, 4, frame.length - 4, StandardCharsets.UTF_8))
                .isEqualTo("{\"op\":\"cancel\",\"id\":7}");
    }

    @Property
    void aFrame_isReadAsItWasWritten(@ForAll String op, @ForAll long id, @ForAll boolean flag) throws IOException {
        String text = new String(op.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8); // no lone surrogates
        JsonObject frame = Json.createObjectBuilder()
                .add("op", text)
                .add("id", id)
                .add("flag", flag)
                .addNull("nothing")
                .add("list", Json.createArrayBuilder().add(text))
                .build();

        assertThat(read(Frames.bytes(frame))).hasValue(frame);
    }

    @Test
    void frames_areReadOneByOne_untilTheEnd() throws IOException {
        DataInputStream in = new DataInputStream(new SequenceInputStream(
                new ByteArrayInputStream(Frames.bytes(SAMPLE)), new ByteArrayInputStream(Frames.bytes(SAMPLE))));

        assertThat(Frames.read(in)).hasValue(SAMPLE);
        assertThat(Frames.read(in)).hasValue(SAMPLE);
        assertThat(Frames.read(in)).isEmpty();
    }

    @Test
    void nothingMore_isTheEnd() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void aFrameThatIsCutOff_isBroken_whereverItIsCut() {
        byte[] frame = Frames.bytes(SAMPLE);
        for (int length = 1; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> read(cut)).as("cut after %d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Frames.MAX_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void anOversizedFrame_isBroken_beforeItIsRead(int length) {
        byte[] head = ByteBuffer.allocate(4).putInt(length).array();

        assertThatThrownBy(() -> read(head)).isInstanceOf(IOException.class).hasMessageStartingWith("a frame of ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "\"op\"",
                "nonsense",
                "{",
                "{\"op\":}",
                "{\"id\":1e99999999999}",
                "{\"id\":-}"
            })
    void whatIsNoObject_isBroken(String body) {
        assertThatThrownBy(() -> read(frame(body))).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsTooDeepOrTooLong_isBroken() {
        assertThatThrownBy(() -> read(frame("{\"a\":".repeat(100_000)))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(frame("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(frame("{\"a\":" + "9".repeat(5_000) + "}")))
                .isInstanceOf(IOException.class);
    }

    @Property
    void garbage_isAFrame_orBroken_andNothingElse(@ForAll byte[] body) {
        try {
            read(ByteBuffer.allocate(4 + body.length)
                    .putInt(body.length)
                    .put(body)
                    .array());
        } catch (IOException broken) {
            assertThat(broken).isNotNull();
        }
    }

    private static byte[] frame(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static Optional<JsonObject> read(byte[] bytes) throws IOException {
        return Frames.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
