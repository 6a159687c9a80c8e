package org.ytsize.ops;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Writes each event as one JSON object in a line of its own: {@code time}, {@code level}, {@code logger}, {@code message} and, where the event has a map of
 * them, its own fields. Thread-safe. A line is written at once and whole, so that none is lost or torn when the process ends.
 *
 * <p>The server's own formatter looks for a JSON library in every jar for each line, which costs more than all the rest of a known answer.
 */
final class JsonLog extends Handler {
    private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());
    private static final Formatter TEXT = new SimpleFormatter();

    private final OutputStream out;

    /** Writes to {@code out}, which should have no buffer. */
    JsonLog(OutputStream out) {
        this.out = out;
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        try {
            byte[] line = json(record).getBytes(StandardCharsets.UTF_8);
            synchronized (out) {
                out.write(line);
            }
        } catch (IOException unwritable) {
            reportError("a line of the log could not be written", unwritable, ErrorManager.WRITE_FAILURE);
        } catch (RuntimeException untold) { // such as a parameter's own: whoever logs goes on
            reportError("an event could not be told", untold, ErrorManager.FORMAT_FAILURE);
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        // The stream is the process's.
    }

    private static String json(LogRecord record) {
        StringWriter text = new StringWriter(400);
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            json.writeStartObject()
                    .write(
                            "time",
                            record.getInstant().truncatedTo(ChronoUnit.MILLIS).toString())
                    .write("level", record.getLevel().getName())
                    .write("logger", String.valueOf(record.getLoggerName()));
            Object[] parameters = record.getParameters();
            if (parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?> fields) {
                fields.forEach((name, value) -> write(json, name.toString(), value));
            } else {
                json.write("message", TEXT.formatMessage(record));
            }
            if (record.getThrown() != null) {
                json.write("error", trace(record.getThrown()));
            }
            json.writeEnd();
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, String name, Object value) {
        if (value instanceof Number number) {
            json.write(name, number.longValue());
        } else {
            json.write(name, value.toString());
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
