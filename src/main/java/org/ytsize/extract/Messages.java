package org.ytsize.extract;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;
import org.ytsize.settings.WorkerSettings;
import org.ytsize.settings.YtDlpSettings;

/** What is in the frames between Java and the fork server: docs/fork-server.md in code. */
final class Messages {
    /** Address space of a job beyond the server's own: far above what an extraction needs, far below what hurts the host. */
    private static final long JOB_MEMORY_BYTES = 512L * 1024 * 1024;

    /** Held, because asking {@link jakarta.json.Json} looks for it in every jar on each call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private Messages() {}

    static EngineInfo ready(JsonObject frame, long pid) {
        List<Path> files = frame.getJsonArray("files").getValuesAs(JsonString.class).stream()
                .map(file -> Path.of(file.getString()))
                .toList();
        return new EngineInfo("fork-server", frame.getString("version"), frame.getString("why", ""), files, pid);
    }

    static JobResult result(JsonObject frame) {
        JobResult.Outcome outcome =
                JobResult.Outcome.valueOf(frame.getString("outcome").toUpperCase(Locale.ROOT));
        List<LogLine> log = new ArrayList<>();
        if (frame.containsKey("log")) {
            for (JsonValue line : frame.getJsonArray("log")) {
                log.add(new LogLine(
                        LogLine.Level.valueOf(line.asJsonArray().getString(0)),
                        line.asJsonArray().getString(1)));
            }
        }
        JsonObject info = frame.get("info") instanceof JsonObject object ? object : null;
        return new JobResult(outcome, info, List.copyOf(log), frame.getString("detail", ""));
    }

    static JsonObject start(Installation.Script script, YtDlpSettings settings, WorkerSettings workers) {
        return JSON.createObjectBuilder()
                .add("op", "start")
                .add("script", script.path().toString())
                .add("min", workers.min())
                .add("max", workers.max())
                .add("maxOutput", settings.maxOutput().bytes())
                .add("memory", JOB_MEMORY_BYTES)
                .add("proxies", proxies(settings))
                .add("caCerts", textOrNull(settings.caCerts().map(Path::toString)))
                .add("extractorArgs", textOrNull(settings.extractorArgs().map(Secret::reveal)))
                .build();
    }

    static JsonObject job(long id, ExtractionJob job) {
        return JSON.createObjectBuilder()
                .add("op", "job")
                .add("id", id)
                .add("video", job.video().value())
                .add("timeout", job.timeout().toMillis())
                .add("cookies", textOrNull(job.cookies().map(Cookies::netscapeText)))
                .add("clients", job.clients().name().toLowerCase(Locale.ROOT))
                .add("proxy", proxy(job.egress()))
                .build();
    }

    static JsonObject cancel(long id) {
        return JSON.createObjectBuilder().add("op", "cancel").add("id", id).build();
    }

    private static JsonArrayBuilder proxies(YtDlpSettings settings) {
        JsonArrayBuilder proxies = JSON.createArrayBuilder();
        settings.egresses().forEach(egress -> proxies.add(proxy(egress)));
        return proxies;
    }

    private static JsonValue proxy(Egress egress) {
        return textOrNull(egress.proxy().map(Secret::reveal));
    }

    private static JsonValue textOrNull(Optional<String> text) {
        return text.<JsonValue>map(JSON::createValue).orElse(JsonValue.NULL);
    }
}
