package org.ytsize.extract;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a yt-dlp that was started for one job has printed. */
final class ColdAnswer {
    private static final String ERROR = "ERROR: ";
    private static final String WARNING = "WARNING: ";
    /** What yt-dlp's option parser exits with, {@code yt_dlp/options.py}. */
    private static final int USAGE = 2;

    /** What a shell or env exits with where it finds a program that it cannot run, or none. */
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);

    private static final int FIRST_SIGNAL = 128;
    /** Characters, as in the fork server: some rules about texts take a time that grows with the square of it. */
    private static final int LONGEST_TEXT = 4_000;

    private ColdAnswer() {}

    /** @param status exit status; yt-dlp prints {@code null} and exits 1 where it has no metadata */
    static JobResult read(byte[] answer, List<LogLine> log, int status) {
        if (status == USAGE) {
            return new JobResult(JobResult.Outcome.USAGE, null, log, "");
        }
        if (NOT_RUN.contains(status)) {
            return new JobResult(JobResult.Outcome.MISSING, null, log, "exit " + status);
        }
        if (status > FIRST_SIGNAL) {
            return new JobResult(JobResult.Outcome.CRASHED, null, log, "exit " + status);
        }
        if (answer.length == 0) {
            JobResult.Outcome outcome = log.isEmpty() ? JobResult.Outcome.GARBAGE : JobResult.Outcome.DONE;
            return new JobResult(outcome, null, log, "exit " + status);
        }
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(answer))) {
            JsonValue value = reader.readValue();
            return new JobResult(JobResult.Outcome.DONE, value instanceof JsonObject info ? info : null, log, "");
        } catch (RuntimeException noJson) { // JsonException, and others for what is too deep or too long
            return new JobResult(JobResult.Outcome.GARBAGE, null, log, "not JSON");
        }
    }

    /** What standard error warns and complains of, without secrets; a line that begins neither belongs to the one before it. */
    static List<LogLine> log(byte[] complaints, Redaction redaction) {
        List<LogLine> log = new ArrayList<>();
        new String(complaints, StandardCharsets.UTF_8).lines().forEach(line -> {
            if (line.startsWith(ERROR)) {
                log.add(new LogLine(LogLine.Level.ERROR, line.substring(ERROR.length())));
            } else if (line.startsWith(WARNING)) {
                log.add(new LogLine(LogLine.Level.WARNING, line.substring(WARNING.length())));
            } else if (!log.isEmpty()) {
                LogLine last = log.remove(log.size() - 1);
                log.add(new LogLine(last.level(), last.text() + "\n" + line));
            } else {
                log.add(new LogLine(LogLine.Level.ERROR, line));
            }
        });
        return log.stream()
                .map(line -> new LogLine(line.level(), shortened(redaction.in(line.text()))))
                .toList();
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }
}
