package org.ytsize.ops;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Writes each event as one JSON object in a line of its own: {@code time}, {@code level}, {@code logger}, {@code message} and, where the event has a map of
 * them, its own fields. Thread-safe. A {@link LineWriter} writes the lines, some milliseconds later.
 *
 * <p>The server's own formatter looks for a JSON library in every jar for each line, which costs more than all the rest of a known answer.
 */
final class JsonLog extends Handler {
    private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());
    /** Whoever reads may never do so again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Formatter TEXT = new SimpleFormatter();

    private static volatile Second lastSecond = new Second(0);

    private final LineWriter writer;

    /** Writes to {@code out}, which should have no buffer. */
    JsonLog(OutputStream out) {
        this.writer = new LineWriter(
                out,
                JsonLog::lossNotice,
                unwritable ->
                        reportError("lines of the log could not be written", unwritable, ErrorManager.WRITE_FAILURE));
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        try {
            writer.write(line(record));
        } catch (RuntimeException untold) { // such as a parameter's own: whoever logs goes on
            reportError("an event could not be told", untold, ErrorManager.FORMAT_FAILURE);
        }
    }

    @Override
    public void flush() {
        writer.flush(PATIENCE);
    }

    /** {@link #flush Flushes}. The stream is the process's and stays open. */
    @Override
    public void close() {
        writer.close(PATIENCE);
    }

    /** Lines that could not be written, or were not read in time, so far. */
    long lostLines() {
        return writer.lost();
    }

    private static byte[] lossNotice(long lines) {
        LogRecord notice = new LogRecord(
                Level.WARNING, "{0} lines of this log were lost: they could not be written, or were not read in time");
        notice.setLoggerName(JsonLog.class.getName());
        notice.setParameters(new Object[] {lines});
        return line(notice);
    }

    private static byte[] line(LogRecord record) {
        StringWriter text = new StringWriter(400);
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            json.writeStartObject()
                    .write("time", time(record.getInstant()))
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
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 3339 with milliseconds. The seconds are kept: to write them out anew is a third of what a line costs. */
    private static String time(Instant instant) {
        Second second = lastSecond;
        if (second.epochSecond() != instant.getEpochSecond()) {
            second = new Second(instant.getEpochSecond());
            lastSecond = second;
        }
        int millis = instant.getNano() / 1_000_000;
        return second.text() + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".") + millis + "Z";
    }

    private static void write(JsonGenerator json, String name, Object value) {
        if (value instanceof Number number) {
            json.write(name, number.longValue());
        } else if (value instanceof Map<?, ?> parts) {
            json.writeStartObject(name);
            parts.forEach((part, one) -> write(json, part.toString(), one));
            json.writeEnd();
        } else {
            json.write(name, value.toString());
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private record Second(long epochSecond, String text) {
        Second(long epochSecond) {
            this(
                    epochSecond,
                    LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC)
                            .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME));
        }
    }
}
