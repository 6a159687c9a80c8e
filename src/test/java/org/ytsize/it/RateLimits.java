package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** Who may ask how often, with the limit that most instances have: twenty a minute. */
interface RateLimits extends Promises {
    int LIMIT = 20;

    @Test
    default void client_mayAskTwentyTimesAMinute() {
        String client = Caller.freshClient();

        for (int left = LIMIT - 1; left >= 0; left--) {
            Answer answer = service().postFrom(client, "{}").is(400).isCounted(LIMIT, left);
            assertThat(answer.header("RateLimit-Policy")).isEqualTo("20;w=60");
            assertThat(answer.has("Retry-After")).isFalse();
        }
        Answer refused = service().postFrom(client, "{}").is(429).isCounted(LIMIT, 0);

        assertThat(refused.body()).isEqualTo("{\"ok\":false,\"error\":\"Too many requests, please try again later.\"}");
        assertThat(refused.header("Retry-After")).isEqualTo(refused.header("RateLimit-Reset"));
        service().post("{}").is(400).isCounted(LIMIT, LIMIT - 1);
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, 200", "PRIVATE, 403", "NO_SIZES, 502", "MISSING, 404"})
    default void everyAnswerOfYouTube_isCounted(Scenario scenario, int status) {
        service().size(scenario.videoId()).is(status).isCounted(LIMIT, LIMIT - 1);
    }

    @Test
    default void everyRefusal_isCounted() throws IOException {
        service().post("").is(400).isCounted(LIMIT, LIMIT - 1);
        service()
                .post("{}", "Content-Type", "text/plain", Caller.FORWARDED, Caller.freshClient())
                .is(400)
                .isCounted(LIMIT, LIMIT - 1);
        String tooLarge = "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + Caller.freshClient()
                + "\r\nTransfer-Encoding: chunked\r\n\r\n11000\r\n" + " ".repeat(0x11000) + "\r\n0\r\n\r\n";
        Wire.exchange(service().port(), tooLarge).orElseThrow().is(413).isCounted(LIMIT, LIMIT - 1);
    }

    @Test
    default void nothingElse_isCounted() {
        String client = Caller.freshClient();

        for (String path : new String[] {
            "/",
            "/health",
            "/api/v1/metrics",
            "/api/v1/status",
            "/api/v1/docs",
            "/api/v1/openapi",
            "/openapi",
            "/nowhere"
        }) {
            service().get(path, Caller.FORWARDED, client).isNotCounted();
        }
        service().get("/api/v1/size", Caller.FORWARDED, client).is(405).isNotCounted();

        service().postFrom(client, "{}").isCounted(LIMIT, LIMIT - 1);
    }

    @Test
    default void preflights_areNotCounted() {
        String client = Caller.freshClient();

        for (int i = 0; i < LIMIT; i++) {
            Answer preflight = service()
                    .send(
                            "OPTIONS",
                            "/api/v1/size",
                            "",
                            Caller.FORWARDED,
                            client,
                            "Origin",
                            "https://app.example",
                            "Access-Control-Request-Method",
                            "POST");
            assertThat(preflight.isNotCounted().status()).isEqualTo(204);
        }

        service().postFrom(client, "{}").isCounted(LIMIT, LIMIT - 1);
    }

    /** C stands for the client's own address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "C",
                "203.0.113.7, C",
                "127.0.0.1, C",
                "garbage, C",
                "unknown,,C",
                "<script>,' OR 1=1,C",
                "203.0.113.8, 203.0.113.9,C",
                "C, 127.0.0.1",
                "203.0.113.7, C, 127.0.0.1, ::1",
                "C:4711",
                "[::ffff:C]:80"
            })
    default void spoofedChain_isCountedByTheAddressThatOurProxySaw(String chain) {
        String client = Caller.freshClient();
        service().postFrom(client, "{}").isCounted(LIMIT, LIMIT - 1);

        service().postFrom(chain.replace("C", client), "{}").is(400).isCounted(LIMIT, LIMIT - 2);
    }

    @Test
    default void secondHeader_countsAsTheEndOfTheFirst() throws IOException {
        String client = Caller.freshClient();
        service().postFrom(client, "{}");

        String request = "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\nx-forwarded-for: "
                + client + "\r\nContent-Length: 2\r\n\r\n{}";

        Wire.exchange(service().port(), request).orElseThrow().is(400).isCounted(LIMIT, LIMIT - 2);
    }

    @Test
    default void chainsThatNoProxyOfOursWrote_areOneClient() {
        int before = remaining(service().postFrom("not-an-address", "{}"));

        int after = remaining(service().postFrom("203.0.113.7, nor-this", "{}"));

        assertThat(after).isEqualTo(Math.max(before - 1, 0));
    }

    @Test
    default void subscriberWithIpv6_isOneClient() {
        service().postFrom("2001:db8:1:2::1", "{}").isCounted(LIMIT, LIMIT - 1);
        service().postFrom("2001:db8:1:2:ffff::9", "{}").isCounted(LIMIT, LIMIT - 2);
        service().postFrom("2001:db8:1:3::1", "{}").isCounted(LIMIT, LIMIT - 1);
    }

    private static int remaining(Answer answer) {
        return Integer.parseInt(answer.header("RateLimit-Remaining"));
    }
}
