package org.ytsize.ops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.ShelfLife;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.stub.Quiet;

/** What becomes of a request's end, where the answer was sent piece by piece. */
@Timeout(120)
final class RequestListenerTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ErrorReports.class.getName());

    private static final ShelfLife LIFE = new ShelfLife(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final SizeAnswer PRIVATE = new SizeAnswer.NoSizes(
            Failure.of(FailureKind.PRIVATE, "as the test says"), new Origin(Origin.Kind.MISS, Duration.ZERO), LIFE);

    private final Exception bug = new IllegalStateException("a bug");
    private final SentryScene scene = new SentryScene();
    private final RequestRecorder recorder = new RequestRecorder();
    private final RequestListener listener = new RequestListener(recorder, scene.reports, System::nanoTime);
    private final LogLines log = new LogLines();
    private final CompletableFuture<List<Throwable>> ended = new CompletableFuture<>();

    @BeforeEach
    void listen() {
        log.begin();
    }

    @AfterEach
    void end() {
        log.close();
        scene.close();
    }

    @Test
    void aFaultAfterTheFirstPiece_isCounted_logged_andReported() {
        answerPieces(CompletableFuture.failedFuture(bug));
        assertThat(recorder.stats().total()).isZero();

        ended.complete(List.of(new CompletionException(bug)));

        assertThat(recorder.stats().byStatus()).containsExactly(Map.entry(500, 1L));
        assertThat(log.only("SEVERE"))
                .contains("\"requestId\":\"req_1\"", "\"route\":\"other\"", "java.lang.IllegalStateException: a bug");
        assertThat(log.only("INFO"))
                .contains("\"requestId\":\"req_1\"", "\"status\":200", "\"code\":\"INTERNAL_ERROR\"");
        scene.reports.close();
        assertThat(scene.sentry.events())
                .singleElement()
                .satisfies(event -> assertThat(event.getJsonArray("fingerprint").toString())
                        .contains("INTERNAL_ERROR", "java.lang.IllegalStateException"));
    }

    @Test
    void aBatch_isCountedByItsFaults_andHasEachVideoTimed() {
        answerPieces(List.of(CompletableFuture.completedFuture(PRIVATE), CompletableFuture.failedFuture(bug)));

        ended.complete(List.of(bug));

        assertThat(recorder.questions()).isEqualTo(2);
        assertThat(recorder.stats().byStatus()).containsExactly(Map.entry(500, 1L));
        assertThat(log.only("SEVERE")).contains("a bug");
        assertThat(log.only("INFO")).contains("\"videos\":2,\"codes\":{\"INTERNAL_ERROR\":1,\"PRIVATE\":1}");
    }

    @Test
    void aBatchWithoutFailures_hasNoCodes() {
        answerPieces(List.of());

        ended.complete(List.of());

        assertThat(log.only("INFO")).contains("\"videos\":0").doesNotContain("codes");
    }

    @Test
    void whatIsNobodysFault_isCountedByWhatCameOfIt() {
        answerPieces(CompletableFuture.completedFuture(PRIVATE));

        ended.complete(List.of());

        assertThat(recorder.stats().byStatus()).containsExactly(Map.entry(403, 1L));
        assertThat(log.only("INFO")).contains("\"code\":\"PRIVATE\"");
        assertThat(log.of("SEVERE")).isEmpty();
    }

    private void answerPieces(Object answer) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "X-Request-ID", "req_1", SizeAnswer.class.getName(), answer, CompletableFuture.class.getName(), ended));
        URI uri = URI.create("http://localhost/");
        ContainerRequest request =
                new ContainerRequest(uri, uri, "GET", null, new MapPropertiesDelegate(properties), null);
        ContainerResponse response = new ContainerResponse(
                request, Response.ok(new ChunkedOutput<>(byte[].class)).build());
        RequestEventListener one = requireNonNull(listener.onRequest(event(RequestEvent.Type.START, request, null)));
        one.onEvent(event(RequestEvent.Type.RESP_FILTERS_FINISHED, request, response));
        one.onEvent(event(RequestEvent.Type.FINISHED, request, response));
    }

    private static RequestEvent event(
            RequestEvent.Type type, ContainerRequest request, @Nullable ContainerResponse response) {
        Map<String, Object> told = new HashMap<>(
                Map.of("getType", type, "getContainerRequest", request, "getUriInfo", request.getUriInfo()));
        if (response != null) {
            told.put("getContainerResponse", response);
        }
        return (RequestEvent) Proxy.newProxyInstance(
                RequestEvent.class.getClassLoader(),
                new Class<?>[] {RequestEvent.class},
                (proxy, method, arguments) -> told.get(method.getName()));
    }
}
