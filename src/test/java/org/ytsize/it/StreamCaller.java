package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks what v2 answers piece by piece, each time as another client where none is given. */
record StreamCaller(Caller service, String key) {
    static final String BATCH = "/api/v2/videos:batch";

    Answer get(String path) {
        Answer answer = service.get(path, Caller.FORWARDED, Caller.freshClient(), "X-API-Key", key);
        assertThat(answer.status()).as(answer::toString).isEqualTo(200);
        return answer;
    }

    /** A batch, however it is formed. */
    Answer send(String type, String body) {
        return service.send("POST", BATCH, body, "Content-Type", type, "X-API-Key", key);
    }

    HttpResponse<Stream<String>> events(String id) throws IOException, InterruptedException {
        return service.lines(
                "GET",
                "/api/v2/videos/" + id + "/events",
                "",
                "Accept",
                "text/event-stream",
                "X-API-Key",
                key,
                Caller.FORWARDED,
                Caller.freshClient());
    }

    HttpResponse<Stream<String>> batch(String client, List<String> ids, String... headers)
            throws IOException, InterruptedException {
        String[] all = Stream.concat(
                        Arrays.stream(headers),
                        Stream.of("Content-Type", "application/json", "X-API-Key", key, Caller.FORWARDED, client))
                .toArray(String[]::new);
        return service.lines("POST", BATCH, "{\"ids\":[" + String.join(",", ids) + "]}", all);
    }

    Map<Integer, Long> statuses(String client, List<String> ids, String... headers) throws Exception {
        return batch(client, ids, headers)
                .body()
                .map(StreamCaller::json)
                .collect(Collectors.groupingBy(line -> line.getInt("status"), Collectors.counting()));
    }

    static List<String> next(Iterator<String> lines, int count) {
        return Stream.generate(lines::next).limit(count).toList();
    }

    static List<String> until(Iterator<String> lines, String wanted) {
        List<String> read = new ArrayList<>();
        while (read.isEmpty() || !read.get(read.size() - 1).equals(wanted)) {
            read.add(lines.next());
        }
        return read;
    }

    static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
