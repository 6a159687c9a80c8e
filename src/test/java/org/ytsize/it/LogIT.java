package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.RuntimeSockets;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** What an instance writes about requests, and what operators can change of that while it runs. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class LogIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "docs", "logs.md");
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);
    private static final String API_KEY = "0123456789abcdef";

    @TempDir
    private static Path directory;

    private static StubYouTube youTube;
    private static Instance instance;
    private static Caller service;

    @BeforeAll
    static void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(youTube, Map.of("API_KEY", API_KEY, "OPS_SOCKET", socket().toString()));
        service = new Caller(instance.base());
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
    }

    @Test
    void aRequestsLine_hasTheFieldsThatItsPageNames() throws Exception {
        service.post(Caller.question(Scenario.PRIVATE.videoId()), headers("to-be-found"))
                .is(403);
        String ids = "\"dQw4w9WgXcQ\",\"" + Scenario.PRIVATE.videoId() + '"';
        assertThat(service.lines("POST", "/api/v2/videos:batch", "{\"ids\":[" + ids + "]}", headers("of-many"))
                        .body())
                .hasSize(2);

        JsonObject line = lineOf("to-be-found");
        Set<String> written = new TreeSet<>(line.keySet());
        written.addAll(lineOf("of-many").keySet());
        Set<String> documented = new TreeSet<>();
        Matcher row = TABLE_ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            documented.add(row.group(1));
        }
        documented.remove("error"); // An exception's.
        assertThat(written).containsExactlyInAnyOrderElementsOf(documented);
        assertThat(line.getString("code")).isEqualTo("PRIVATE");
        assertThat(line.getString("key")).isEqualTo("default");
        assertThat(lineOf("of-many").getJsonObject("codes")).hasToString("{\"PRIVATE\":1}");
    }

    private static String[] headers(String requestId) {
        return new String[] {
            "Content-Type",
            "application/json",
            "X-API-Key",
            API_KEY,
            Caller.FORWARDED,
            Caller.freshClient(),
            "X-Request-ID",
            requestId
        };
    }

    private static JsonObject lineOf(String requestId) {
        String quoted = '"' + requestId + '"';
        await().atMost(LONG).until(() -> instance.logText().contains(quoted));
        List<JsonObject> lines = instance.logText()
                .lines()
                .filter(line -> line.contains(quoted))
                .map(LogIT::parsed)
                .toList();
        assertThat(lines).as("lines of the request").hasSize(1);
        return lines.get(0);
    }

    @Test
    void logLevel_isThatOfTheSettings() throws IOException {
        Path other = directory.resolve("other.sock");
        try (Instance quiet = Instance.start(youTube, Map.of("LOG_LEVEL", "warn", "OPS_SOCKET", other.toString()))) {
            new Caller(quiet.base())
                    .get("/health", "X-Request-ID", "not-written")
                    .is(200);

            assertThat(RuntimeSockets.say(other, "log")).isEqualTo("org.ytsize: warn\n");
            assertThat(quiet.logText()).doesNotContain("not-written", "by fork-server");
        }
    }

    @Test
    void byAnOperatorsWord_aPartLogsLess_andThenAsBefore() throws IOException {
        assertThat(say("log")).isEqualTo("org.ytsize: info\n");

        assertThat(say("log org.ytsize.access error")).isEqualTo("org.ytsize.access: error\n");
        service.get("/health", "X-Request-ID", "not-written");
        service.get("/health"); // On the same connection: the one before is over then, its line included.
        assertThat(say("log org.ytsize.access default")).isEqualTo("org.ytsize.access: info by default\n");
        service.get("/health", "X-Request-ID", "written-again");

        await().atMost(LONG).until(() -> instance.logText().contains("\"written-again\""));
        assertThat(instance.logText()).doesNotContain("not-written");
    }

    /** The server would write a trace for each of them; the application sees none but the last, which breaks off. */
    @Test
    void whatTheServerCannotRead_isWrittenFewTimes_howeverOftenItIsSent() throws IOException {
        for (int i = 0; i < 300; i++) {
            Wire.exchangeWithTheConnector(instance.port(), "GET /api/v2/videos/%zz HTTP/1.1\r\nHost: x\r\n\r\n");
            Wire.exchangeWithTheConnector(
                    instance.port(),
                    "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + i + "zz\r\n");
            try (Wire wire = new Wire(instance.port())) {
                wire.send("POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n" + Caller.FORWARDED + ": "
                        + Caller.freshClient() + "\r\n\r\n{");
                wire.endOutput();
                wire.answer();
            }
        }

        for (String logger : List.of(
                "jakarta.enterprise.web",
                "jakarta.enterprise.web.core",
                "org.glassfish.grizzly.filterchain.DefaultFilterChain",
                "org.glassfish.jersey.server.ServerRuntime$Responder")) {
            String by = "\"LoggerName\":\"" + logger + '"';
            assertThat(instance.logText().lines().filter(line -> line.contains(by)))
                    .as(logger)
                    .hasSizeBetween(100, 250);
        }
        assertThat(instance.logText()).contains("others like it are left out for a while");
    }

    private static String say(String line) throws IOException {
        return RuntimeSockets.say(socket(), line);
    }

    private static Path socket() {
        return directory.resolve("ops.sock");
    }

    private static JsonObject parsed(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
