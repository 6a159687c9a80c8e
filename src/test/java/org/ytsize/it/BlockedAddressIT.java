package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.Balancer;
import org.ytsize.stub.Outage;
import org.ytsize.stub.RedisServer;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Two instances behind HAProxy with an address each, of which YouTube shuts out one, and then both. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(300)
final class BlockedAddressIT {
    private static final int LIMIT = 100;
    private static final int QUESTIONS = 10;

    private static final RedisServer REDIS = RedisServer.start();
    /** YouTube as each of the two sees it. */
    private static StubYouTube toFirst;

    private static StubYouTube toSecond;
    private static Instance first;
    private static Instance second;
    private static Balancer balancer;

    @BeforeAll
    static void start() {
        toFirst = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        toSecond = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        first = instance(toFirst);
        second = instance(toSecond);
        balancer = Balancer.start(List.of(first.port(), second.port()));
    }

    private static Instance instance(StubYouTube youTube) {
        return Instance.start(
                youTube,
                Map.of(
                        "TRUSTED_PROXIES",
                        "127.0.0.1",
                        "RATE_LIMIT_MAX_REQUESTS",
                        Integer.toString(LIMIT),
                        "RATE_LIMIT_WINDOW_MS",
                        "600000",
                        "REDIS_URL",
                        REDIS.url(),
                        "REDIS_TIMEOUT_MS",
                        "2000"));
    }

    @AfterAll
    static void stop() {
        if (balancer != null) {
            balancer.close();
        }
        if (second != null) {
            second.close();
        }
        if (first != null) {
            first.close();
        }
        toSecond.close();
        toFirst.close();
        REDIS.close();
    }

    @Test
    void whatOneCannotAsk_theOtherAnswers_andIsCountedOnce_andWithBothShutOut_theLastOneSaysSo() throws Exception {
        String client = Load.freshAddress();
        toFirst.during(Outage.BOT_CHECK);
        // By what it tells of a lookup it would be sent on only if that took less than a second.
        new Caller(first.base()).post(Caller.question("finds-out--")).is(503);
        for (int number = 1; number <= QUESTIONS; number++) {
            ask(client, "one-shut--" + number % 10).is(200).isCounted(LIMIT, LIMIT - number);
        }
        assertThat(toFirst.tally().requests()).isPositive();
        assertThat(balancer.log()).contains("\"status\":200", "\"retries\":\"+1\"");

        toSecond.during(Outage.BOT_CHECK);
        for (int number = 1; number <= QUESTIONS; number++) {
            Answer answer = ask(client, "both-shut-" + number % 10).is(503);
            assertThat(answer.json().getString("code")).isIn("BOT_CHECK", "CIRCUIT_OPEN");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            answer.isCounted(LIMIT, LIMIT - QUESTIONS - number);
        }
    }

    private static Answer ask(String client, String video) throws IOException {
        try (Wire wire = new Wire(client, balancer.port())) {
            wire.send(Load.question(Caller.question(video)));
            return wire.answer().orElseThrow();
        }
    }
}
