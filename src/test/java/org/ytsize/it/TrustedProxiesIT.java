package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.RedisServer;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Whose X-Forwarded-For and X-Unique-ID are believed, where not all of loopback is. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class TrustedProxiesIT {
    private static final String PROXY = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";

    private static final RedisServer REDIS = RedisServer.start();
    private static StubYouTube youTube;
    private static Instance instance;

    @BeforeAll
    static void start() {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube, Map.of("TRUSTED_PROXIES", PROXY, "REDIS_URL", REDIS.url(), "REDIS_TIMEOUT_MS", "2000"));
    }

    @AfterAll
    static void stop() {
        if (instance != null) {
            instance.close();
        }
        youTube.close();
        REDIS.close();
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

    /** What a balancer sends again was counted already. */
    @Test
    void idOfAProxy_isCountedOnce() throws IOException {
        String client = "X-Forwarded-For: " + Caller.freshClient();
        int before = left(PROXY, client, "X-Unique-ID: sent-again");

        assertThat(left(PROXY, client, "X-Unique-ID: sent-again")).isEqualTo(before);
        assertThat(left(PROXY, client, "X-Unique-ID: another")).isEqualTo(before - 1);
    }

    @Test
    void idThatIsNone_isCountedEachTime() throws IOException {
        for (String[] ids : new String[][] {
            {"X-Unique-ID: "}, {"X-Unique-ID: " + "x".repeat(65)}, {"X-Unique-ID: one", "X-Unique-ID: one"}
        }) {
            List<String> headers = new ArrayList<>(List.of(ids));
            headers.add("X-Forwarded-For: " + Caller.freshClient());
            int before = left(PROXY, headers.toArray(String[]::new));

            assertThat(left(PROXY, headers.toArray(String[]::new))).isEqualTo(before - 1);
        }
    }

    /** Who chose the id himself would have as many requests as he likes. */
    @Test
    void idOfAPeerThatIsNoProxy_isNotBelieved() throws IOException {
        int before = left(STRANGER, "X-Unique-ID: mine");

        assertThat(left(STRANGER, "X-Unique-ID: mine")).isEqualTo(before - 1);
    }

    /** A balancer of a kind that passes the header on would let its clients choose. */
    @Test
    void idOfAProxyThatIsNotToBeBelieved_isCountedEachTime() throws IOException {
        try (Instance other = Instance.start(youTube, Map.of("TRUSTED_PROXIES", PROXY, "TRUST_UNIQUE_ID", "false"))) {
            String client = "X-Forwarded-For: " + Caller.freshClient();
            int before = left(other, PROXY, client, "X-Unique-ID: mine");

            assertThat(left(other, PROXY, client, "X-Unique-ID: mine")).isEqualTo(before - 1);
        }
    }

    /** Requests that are left to the client, each time another by its own account. */
    private static int leftAfterAsking(String peer) throws IOException {
        return left(peer, "X-Forwarded-For: " + Caller.freshClient());
    }

    private static int left(String peer, String... headers) throws IOException {
        return left(instance, peer, headers);
    }

    private static int left(Instance asked, String peer, String... headers) throws IOException {
        try (Wire wire = new Wire(peer, asked.port())) {
            wire.send(Load.question("{}", headers));
            return Integer.parseInt(wire.answer().orElseThrow().is(400).header("RateLimit-Remaining"));
        }
    }
}
