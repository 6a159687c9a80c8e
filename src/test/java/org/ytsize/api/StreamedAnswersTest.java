package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.AnswerBody;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.ShelfLife;
import org.ytsize.sizing.SizeAnswer;

/** What is told piece by piece when something goes wrong that nobody has expected, and that whoever logs the request hears of it. */
final class StreamedAnswersTest {
    private static final VideoAnswer FORM = new VideoAnswer(new RequestId("req_1"), false, null);
    private static final ShelfLife LIFE = new ShelfLife(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final CompletableFuture<SizeAnswer> BROKEN =
            CompletableFuture.failedFuture(new IllegalStateException("a bug"));
    private static final CompletableFuture<SizeAnswer> SPOILT = CompletableFuture.completedFuture(new SizeAnswer.Sizes(
            new AnswerBody("not packed".getBytes(UTF_8)), new Origin(Origin.Kind.MISS, Duration.ZERO), LIFE));
    private static final CompletableFuture<SizeAnswer> PRIVATE =
            CompletableFuture.completedFuture(new SizeAnswer.NoSizes(
                    Failure.of(FailureKind.PRIVATE, "as the test says"),
                    new Origin(Origin.Kind.MISS, Duration.ZERO),
                    LIFE));

    private final ContainerRequest request = request();
    private final Sent sent = new Sent();
    private final StreamedBody pieces = new StreamedBody(request, sent);

    @Test
    void events_ofALookupThatBreaks_endWithAProblem() throws Exception {
        tellEventsOf(BROKEN);

        assertThat(faults()).singleElement().asString().contains("a bug");
        assertThat(sent.all)
                .singleElement()
                .asString()
                .startsWith("id: end\nevent: failed\ndata: {")
                .contains("\"status\":500", "\"code\":\"INTERNAL_ERROR\"", "\"requestId\":\"req_1\"")
                .endsWith("}\n\n");
    }

    @Test
    void events_ofAnAnswerThatCannotBeTold_endWithAProblem() throws Exception {
        tellEventsOf(SPOILT);

        assertThat(faults()).hasSize(1);
        assertThat(sent.all).singleElement().asString().startsWith("id: end\nevent: failed\ndata: {");
    }

    @Test
    void events_ofAVideoWithoutSizes_areNobodysFault() throws Exception {
        tellEventsOf(PRIVATE);

        assertThat(faults()).isEmpty();
        assertThat(sent.all).singleElement().asString().contains("\"code\":\"PRIVATE\"");
    }

    @Test
    void batch_hasALineForEachVideo_alsoForThoseThatBreak() throws Exception {
        BatchLines lines = new BatchLines(pieces, FORM, ForkJoinPool.commonPool());
        lines.of(id("broken"), BROKEN);
        lines.of(id("spoilt"), SPOILT);
        lines.of(id("private"), PRIVATE);
        lines.end();

        assertThat(faults()).hasSize(2);
        assertThat(sent.all)
                .hasSize(3)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"id\":\"broken\",\"status\":500,\"problem\":{")
                        .contains("\"code\":\"INTERNAL_ERROR\"")
                        .endsWith("}}\n"))
                .anySatisfy(line -> assertThat(line).startsWith("{\"id\":\"spoilt\",\"status\":500,\"problem\":{"))
                .anySatisfy(line -> assertThat(line).startsWith("{\"id\":\"private\",\"status\":403,\"problem\":{"));
    }

    private void tellEventsOf(CompletableFuture<SizeAnswer> answer) {
        new Progress(pieces, () -> 0, FORM, ForkJoinPool.commonPool()).of(answer);
    }

    /** What the request's listener finds when all is sent. */
    private List<?> faults() throws Exception {
        assertThat(request.getProperty(CompletableFuture.class.getName())).isInstanceOf(CompletableFuture.class);
        CompletableFuture<?> ended = (CompletableFuture<?>) request.getProperty(CompletableFuture.class.getName());
        return (List<?>) ended.get(60, TimeUnit.SECONDS);
    }

    private static JsonValue id(String id) {
        return Json.createValue(id);
    }

    private static ContainerRequest request() {
        URI uri = URI.create("http://localhost/");
        CompletableFuture<?> left = CompletableFuture.completedFuture(null);
        return new ContainerRequest(
                uri,
                uri,
                "GET",
                null,
                new MapPropertiesDelegate(new HashMap<>(Map.of(FrontFilter.class.getName() + ".left", left))),
                null);
    }

    /** Keeps what is sent. */
    private static final class Sent extends ChunkedOutput<byte[]> {
        private final List<String> all = new CopyOnWriteArrayList<>();

        Sent() {
            super(byte[].class);
        }

        @Override
        public void write(byte[] piece) {
            all.add(new String(piece, UTF_8));
        }
    }
}
