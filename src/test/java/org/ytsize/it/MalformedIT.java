package org.ytsize.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Whatever is sent: a clear answer in JSON, never a 5xx, an HTML page or a hang. */
@SuppressWarnings("NullAway.Init") // jqwik fills the fields before the first try.
final class MalformedIT {
    private static StubYouTube youTube;
    private static Instance instance;

    @BeforeContainer
    static void start() throws Exception {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(youTube, Map.of("RATE_LIMIT_MAX_REQUESTS", "1000000"));
    }

    @AfterContainer
    static void stop() {
        instance.close();
        youTube.close();
    }

    @Property(tries = 700, shrinking = ShrinkingMode.OFF)
    void wrongQuestion_isRefusedInJson(@ForAll("bodies") String body, @ForAll("types") String type) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        String head =
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\n" + type + "Content-Length: " + bytes.length + "\r\n\r\n";

        Answer answer = refusedOrAnswered(head + new String(bytes, ISO_8859_1));

        assertThat(answer.status()).as(body).isBetween(400, 499);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void strangeRequest_isAnsweredInJson(
            @ForAll("methods") String method, @ForAll("paths") String path, @ForAll("headers") String headers)
            throws Exception {
        refusedOrAnswered(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    }

    /** Found by chance: to the platform this path is the root. */
    @Example
    void pathWithAParameterAlone_isTheRoot() throws Exception {
        refusedOrAnswered("GET /;a=b?url=https://youtu.be/x HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
        refusedOrAnswered("GET /;a=b HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** The connector's own business, which the application never sees: it has no body, but is no page and no hang either. */
    @Example
    void whatTheConnectorRefuses_isEmpty() throws Exception {
        for (String request : List.of(
                "GET /% HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /../x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x\r\nX-A: " + "a".repeat(9_000) + "\r\n\r\n",
                "TRACE /health HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: x\r\nX-Request-ID: \u00ff\r\n\r\n",
                "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "GET /health HTTP/3.7\r\nHost: x\r\n\r\n")) {
            Answer answer =
                    Wire.exchangeWithTheConnector(instance.port(), request).orElseThrow();

            if (!request.startsWith("GET /%") && !request.startsWith("GET /a%00b")) {
                // Such a path is Payara's to answer, with 200; the balancer refuses it.
                assertThat(answer.status()).as(request).isIn(400, 405, 505);
            }
            assertThat(answer.body()).as(request).isEmpty();
        }
    }

    @Example
    void connection_servesOneRequestAfterAnother() throws Exception {
        try (Wire wire = new Wire(instance.port())) {
            for (int i = 0; i < 3; i++) {
                wire.send("GET /health/redis HTTP/1.1\r\nHost: x\r\n\r\n");
                wire.answer().orElseThrow().is(200);
                wire.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
                wire.answer().orElseThrow().is(404);
            }
        }
    }

    /** It means nothing, but the connection goes on behind it. */
    @Example
    void bodyThatNobodyReads_isSkipped() throws Exception {
        Map<String, Integer> statuses =
                Map.of("GET /health/redis", 200, "DELETE /health", 405, "PUT /nowhere", 404, "OPTIONS /health", 204);
        for (Map.Entry<String, Integer> request : statuses.entrySet()) {
            try (Wire wire = new Wire(instance.port())) {
                wire.send(request.getKey() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nGET ");
                assertThat(wire.answer().orElseThrow().status())
                        .as(request.getKey())
                        .isEqualTo(request.getValue());
                wire.send("GET /health/redis HTTP/1.1\r\nHost: x\r\n\r\n");
                wire.answer().orElseThrow().is(200);
            }
        }
    }

    /** RFC 9110, 7.8: a server may ignore it. Nobody waits for the first words of it either. */
    @Example
    void anotherProtocolThatIsOffered_isPassedOver() throws Exception {
        Map<String, Integer> statuses =
                Map.of("GET /health/redis", 200, "DELETE /health", 405, "GET /nowhere", 404, "POST /api/v1/size", 400);
        for (String offer :
                List.of("Connection: Upgrade\r\nUpgrade: websocket\r\n", "Upgrade: h2c\r\n", "Upgrade: x\r\n")) {
            for (Map.Entry<String, Integer> request : statuses.entrySet()) {
                try (Wire wire = new Wire(instance.port())) {
                    wire.send(request.getKey() + " HTTP/1.1\r\nHost: x\r\n" + offer + "\r\n");

                    assertThat(wire.answer().orElseThrow().status())
                            .as(request.getKey() + " with " + offer)
                            .isEqualTo(request.getValue());
                }
            }
        }
    }

    /** Nobody waits for the rest of what its sender has given up. */
    @Example
    void requestThatBreaksOff_endsWithItsConnection() throws Exception {
        for (String request : List.of(
                "",
                "garbage",
                "garbage\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
                "GET /hea",
                "GET /health HTTP/1.1\r\nHost",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
                "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{")) {
            try (Wire wire = new Wire(instance.port())) {
                wire.send(request);
                wire.endOutput();

                Optional<Answer> answer = wire.answer();

                assertThat(answer.map(Answer::status).orElse(400)).as(request).isBetween(400, 499);
            }
        }
        assertThat(instance.logText()).doesNotContain("failed unexpectedly");
    }

    private static Answer refusedOrAnswered(String request) throws Exception {
        Optional<Answer> answer = Wire.exchange(instance.port(), request);

        assertThat(answer).as(request).isPresent();
        assertThat(answer.get().status()).as(request).isLessThan(500);
        if (!isPageThatWasAskedFor(request, answer.get())) {
            assertThat(answer.get().body()).as(request).doesNotContain("<html", "<!DOCTYPE html PUBLIC");
        }
        if (answer.get().status() >= 400) {
            assertThat(answer.get().json().getBoolean("ok")).as(request).isFalse();
            assertThat(answer.get().json().getString("error")).as(request).isNotBlank();
            assertThat(answer.get().header("X-Request-ID")).as(request).isNotBlank();
        }
        return answer.get();
    }

    /** A path such as {@code /;a=b} is the root, which has a page for whoever wants one. */
    private static boolean isPageThatWasAskedFor(String request, Answer answer) {
        return request.startsWith("GET /")
                && request.contains("\r\nAccept: text/html\r\n")
                && answer.status() == 200
                && answer.body().contains("<title>ytsize</title>");
    }

    @Provide
    Arbitrary<String> bodies() {
        return MalformedRequests.bodies();
    }

    @Provide
    Arbitrary<String> types() {
        return MalformedRequests.types();
    }

    @Provide
    Arbitrary<String> methods() {
        return MalformedRequests.methods();
    }

    @Provide
    Arbitrary<String> paths() {
        return MalformedRequests.paths();
    }

    @Provide
    Arbitrary<String> headers() {
        return MalformedRequests.headers();
    }
}
