package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ytsize.stub.Host;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** The contracts line by line, as {@link ContractIT} has them, on whatever server the tests are told of: tools/test-servers.sh runs it. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
final class ServerContract implements WholeContract {
    private static final Map<String, String> SETTINGS =
            Map.of("ALLOWED_ORIGINS", ArquillianStub.ORIGINS, "SERVER_PORT", Integer.toString(Host.freePort()));

    private static StubYouTube youTube;
    private static Instance instance;

    @BeforeAll
    static void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(youTube, SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
    }

    /** On whatever port they are: nobody gets at them from outside by naming that one. */
    @Test
    void pagesOfTheServer_areNotReachedByTheHostThatACallerNames() throws IOException {
        for (String page : List.of("/metrics", "/health", "/ibm/api")) {
            String request = "GET " + page + " HTTP/1.1\r\nHost: localhost:" + SETTINGS.get("SERVER_PORT") + "\r\n\r\n";

            assertThat(Wire.exchangeWithTheConnector(instance.port(), request).map(Answer::body))
                    .hasValueSatisfying(body -> assertThat(body).doesNotContain("# TYPE", "ytsize-ready"));
        }
    }

    @Override
    public Caller service() {
        return new Caller(instance.base());
    }

    @Override
    public StubYouTube stub() {
        return youTube;
    }

    /** Not by a {@link Caller}, since on another port the path may be one that the contract knows. */
    @Override
    public String pageOfTheServer(String page) {
        URI uri = Server.ofTheTests().page(instance.base(), SETTINGS, page);
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(uri + " had no answer", e);
        }
    }
}
