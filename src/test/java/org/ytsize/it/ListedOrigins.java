package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which web pages may read the answers, where ALLOWED_ORIGINS is a list. */
interface ListedOrigins extends Promises {
    String ALLOWED = "Access-Control-Allow-Origin";
    String EXPOSED = "Access-Control-Expose-Headers";

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example", "chrome-extension://abcdefghijklmnop"})
    default void listedOrigin_mayReadEveryAnswer(String origin) {
        for (Answer answer : new Answer[] {
            service().get("/health", "Origin", origin),
            service().get("/nowhere", "Origin", origin),
            service().get("/WEB-INF/web.xml", "Origin", origin),
            service().post("{}", "Origin", origin, Caller.FORWARDED, Caller.freshClient()),
            service().send("DELETE", "/health", "", "Origin", origin),
            preflight(origin)
        }) {
            assertThat(answer.header(ALLOWED)).isEqualTo(origin);
            assertThat(answer.items("Vary")).contains("Origin");
            assertThat(answer.items(EXPOSED))
                    .contains(
                            "X-Request-ID",
                            "Retry-After",
                            "RateLimit-Policy",
                            "RateLimit-Limit",
                            "RateLimit-Remaining",
                            "RateLimit-Reset");
            assertThat(answer.has("Access-Control-Allow-Credentials")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.example.evil.example",
                "https://app.example:8443",
                "http://app.example",
                "chrome-extension://other",
                "null",
                "*",
                "https://app.example,https://evil.example"
            })
    default void otherOrigin_mayNot(String origin) {
        for (Answer answer : new Answer[] {
            service().get("/health", "Origin", origin),
            service().get("/WEB-INF/web.xml", "Origin", origin),
            preflight(origin)
        }) {
            assertThat(answer.has(ALLOWED)).isFalse();
            assertThat(answer.items("Vary")).contains("Origin");
        }
    }

    @Test
    default void answerWithoutOrigin_variesByIt_forCachesThatLieBetween() {
        Answer answer = service().get("/health").is(200);

        assertThat(answer.has(ALLOWED)).isFalse();
        assertThat(answer.items("Vary")).contains("Origin", "Accept-Encoding");
    }

    @Test
    default void preflight_isAnsweredWithoutABody() {
        Answer answer = preflight("https://app.example").hasCommonHeaders();

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET,POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type,X-API-Key,X-Request-ID");
        assertThat(answer.header("Access-Control-Max-Age")).matches("[1-9]\\d*");
    }

    private Answer preflight(String origin) {
        return service()
                .send(
                        "OPTIONS",
                        "/api/v1/size",
                        "",
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "content-type");
    }
}
