package org.ytsize.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.ytsize.sizing.SizeAnswer;

/** What one caller is told of many videos, a line for each (https://github.com/ndjson/ndjson-spec). For one thread; the lines go out on others. */
final class BatchLines {
    private static final String PROBLEM = "problem";

    private final StreamedBody pieces;
    private final VideoAnswer form;
    private final Executor executor;
    private final List<CompletableFuture<?>> lines = new ArrayList<>();

    /** @param executor writes what becomes known later */
    BatchLines(StreamedBody pieces, VideoAnswer form, Executor executor) {
        this.pieces = pieces;
        this.form = form;
        this.executor = executor;
    }

    /** Tells at once why {@code id} is not looked up. */
    void refused(JsonValue id, int status, JsonObjectBuilder problem) {
        pieces.write(line(id, status, PROBLEM, problem.build().toString()));
    }

    /** Tells of {@code answer} when it is there. */
    void of(JsonValue id, CompletableFuture<SizeAnswer> answer) {
        lines.add(answer.thenApplyAsync(known -> line(id, known), executor)
                .exceptionallyAsync(fault -> fault(id, fault), executor)
                .thenAcceptAsync(pieces::write, executor));
    }

    /** There are no more of them. */
    void end() {
        var unused = CompletableFuture.allOf(lines.toArray(CompletableFuture[]::new))
                .whenComplete((told, broken) -> pieces.end());
    }

    private String line(JsonValue id, SizeAnswer answer) {
        return answer instanceof SizeAnswer.NoSizes none
                ? line(id, none.failure().kind().status(), PROBLEM, form.text(answer))
                : line(id, 200, "video", form.text(answer));
    }

    private String fault(JsonValue id, Throwable fault) {
        pieces.failed(fault);
        return line(id, 500, PROBLEM, form.internalError());
    }

    private static String line(JsonValue id, int status, String key, String json) {
        return "{\"id\":" + id + ",\"status\":" + status + ",\"" + key + "\":" + json + "}\n";
    }
}
