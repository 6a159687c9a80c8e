package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.ErrorManager;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonLogTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonLog log = new JsonLog(out);

    @Test
    void anEvent_isOneObject_inALineOfItsOwn() {
        LogRecord event = event("two \"lines\"\nof {0}, \u00fcber", 7);

        log.publish(event);
        log.publish(event);

        assertThat(lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .containsOnlyKeys("time", "level", "logger", "message")
                        .containsEntry("time", Json.createValue("2026-01-02T03:04:05.678Z"))
                        .containsEntry("level", Json.createValue("WARNING"))
                        .containsEntry("logger", Json.createValue("org.ytsize.test"))
                        .containsEntry("message", Json.createValue("two \"lines\"\nof 7, \u00fcber")));
    }

    @Test
    void fields_standBesideIt_numbersAsNumbers() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("message", "request");
        fields.put("status", 200);
        fields.put("durationMs", 12L);
        fields.put("client", "192.0.2.1");
        fields.put("codes", Map.of("PRIVATE", 2));

        log.publish(event("{0}", fields));

        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("message", Json.createValue("request"))
                        .containsEntry("status", Json.createValue(200))
                        .containsEntry("durationMs", Json.createValue(12))
                        .containsEntry("client", Json.createValue("192.0.2.1"))
                        .containsEntry(
                                "codes",
                                Json.createObjectBuilder().add("PRIVATE", 2).build()));
    }

    @Test
    void times_haveThreeDigitsOfMilliseconds() {
        List<String> times = List.of(
                "2026-01-02T03:04:05.000Z",
                "2026-01-02T03:04:05.007Z",
                "2026-01-02T03:04:05.070Z",
                "2026-12-31T23:59:00.700Z");

        for (String time : times) {
            LogRecord event = event("event", null);
            event.setInstant(Instant.parse(time));
            log.publish(event);
        }

        assertThat(lines()).extracting(line -> line.getString("time")).isEqualTo(times);
    }

    @Test
    void anException_isThere_withItsTrace() {
        LogRecord event = event("it failed", null);
        event.setThrown(new IllegalStateException("a bug"));

        log.publish(event);

        assertThat(lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line.getString("error")).contains("IllegalStateException: a bug", "JsonLogTest"));
    }

    @Test
    void belowItsLevel_nothingIsWritten() {
        log.setLevel(Level.SEVERE);

        log.publish(event("a warning", null));

        assertThat(lines()).isEmpty();
    }

    @Test
    void manyThreads_tearNoLine() {
        IntStream.range(0, 2_000).parallel().forEach(i -> log.publish(event("event {0}", i)));

        assertThat(lines()).hasSize(2_000);
    }

    /** As where the disk is full, or nobody reads the pipe any more: whoever logs goes on. */
    @Test
    void aStreamThatFails_isToldToTheErrorManager_andToNobodyElse() {
        JsonLog broken = new JsonLog(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no room");
            }
        });
        List<String> told = new CopyOnWriteArrayList<>();
        broken.setErrorManager(new ErrorManager() {
            @Override
            public synchronized void error(String message, Exception cause, int code) {
                told.add(message + ": " + cause.getMessage());
            }
        });

        broken.publish(event("lost", null));
        broken.flush();

        assertThat(told).containsExactly("lines of the log could not be written: no room");
    }

    @Test
    void aParameterThatThrows_isNoMatterOfWhoeverLogs() {
        List<Integer> told = new ArrayList<>();
        log.setErrorManager(new ErrorManager() {
            @Override
            public synchronized void error(String message, Exception cause, int code) {
                told.add(code);
            }
        });

        log.publish(event(
                "{0}",
                Map.of("field", new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("a bug");
                    }
                })));

        assertThat(told).containsExactly(ErrorManager.FORMAT_FAILURE);
        assertThat(out.size()).isZero();
    }

    private List<JsonObject> lines() {
        log.flush();
        return out.toString(UTF_8)
                .lines()
                .map(line -> Json.createReader(new StringReader(line)).readObject())
                .toList();
    }

    private static LogRecord event(String message, @Nullable Object parameter) {
        LogRecord event = new LogRecord(Level.WARNING, message);
        event.setLoggerName("org.ytsize.test");
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678912Z"));
        if (parameter != null) {
            event.setParameters(new Object[] {parameter});
        }
        return event;
    }
}
