package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Whose X-Forwarded-For is believed, where not all of loopback is. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class TrustedProxiesIT {
    private static final String PROXY = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";

    private static StubYouTube youTube;
    private static Instance instance;

    @BeforeAll
    static void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(youTube, Map.of("TRUSTED_PROXIES", PROXY));
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
    }

    @Test
    void headerOfAProxy_isBelieved() throws IOException {
        assertThat(leftAfterAsking(PROXY)).isEqualTo(leftAfterAsking(PROXY));
    }

    @Test
    void headerOfAPeerThatIsNoProxy_isNotBelieved() throws IOException {
        int before = leftAfterAsking(STRANGER);

        assertThat(leftAfterAsking(STRANGER)).isEqualTo(before - 1);
    }

    /** Requests that are left to the client, each time another by its own account. */
    private static int leftAfterAsking(String peer) throws IOException {
        try (Wire wire = new Wire(peer, instance.port())) {
            wire.send("POST /api/v1/size HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + Caller.freshClient()
                    + "\r\nContent-Length: 2\r\n\r\n{}");
            return Integer.parseInt(wire.answer().orElseThrow().is(400).header("RateLimit-Remaining"));
        }
    }
}
