package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** Which web pages may read the answers, where ALLOWED_ORIGINS is a list. */
interface ListedOrigins extends Promises {
    String ALLOWED = "Access-Control-Allow-Origin";
    String WANTED = Scenario.PLAIN.videoId();
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

    /** By what a browser says of a request by itself, {@code Sec-Fetch-Site}, {@code -Mode} and {@code -Dest}, and of its origin. */
    @ParameterizedTest
    @CsvSource({
        "no-cors, image, ",
        "cors, empty, https://evil.example",
        "cors, empty, null",
        "navigate, iframe, ",
    })
    default void pageThatMayNotRead_mayNotAsk(String mode, String destination, @Nullable String origin) {
        for (String path :
                List.of("/api/v2/videos/" + WANTED, "/api/v2/videos/" + WANTED + "/events", "/sizes?v=" + WANTED)) {
            Answer answer = fetch(path, "cross-site", mode, destination, origin);

            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.has(ALLOWED)).isFalse();
            assertThat(answer.has("RateLimit")).as("it is not counted").isFalse();
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(fetch("/api/v2/videos/" + WANTED, "cross-site", mode, destination, origin)
                        .json()
                        .getString("code"))
                .isEqualTo("FORBIDDEN");
        String[] headers = headers("cross-site", mode, destination, origin, "Content-Type", "text/plain");
        for (Answer answer : List.of(
                service().post(Caller.question(WANTED), headers),
                service().send("HEAD", "/api/v2/videos/" + WANTED, "", headers))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.isNotCounted().has(ALLOWED)).isFalse();
        }
    }

    /** A form that a script sends off: what is seen then is an error, and it would count. */
    @Test
    default void formOfAnotherSite_mayNotAsk() {
        Answer answer = service()
                .post(
                        Caller.question(WANTED),
                        headers("cross-site", "navigate", "document", "null", "Content-Type", "text/plain"));

        assertThat(answer.isNotCounted().status()).isEqualTo(403);
    }

    /** A browser has asked before, and not sent it where it was not allowed; an extension that may ask this host need not be listed, nor name itself. */
    @Test
    default void whatNeedsAPreflight_isNotRefused() {
        assertThat(service()
                        .post(
                                Caller.question(WANTED),
                                headers("cross-site", "cors", "empty", "null", "Content-Type", "application/json"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "cross-site, cors, empty, https://app.example",
        "cross-site, cors, empty, moz-extension://has-the-permission",
        "cross-site, navigate, document, ",
        "same-origin, cors, empty, ",
        "none, cors, empty, ",
    })
    default void whoMayReadOrIsSeenToAsk_may(String site, String mode, String destination, @Nullable String origin) {
        for (String path : List.of("/api/v2/videos/" + WANTED, "/sizes?v=" + WANTED)) {
            assertThat(fetch(path, site, mode, destination, origin).status())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    private Answer fetch(String path, String site, String mode, String destination, @Nullable String origin) {
        return service().get(path, headers(site, mode, destination, origin));
    }

    private static String[] headers(
            String site, String mode, String destination, @Nullable String origin, String... more) {
        List<String> headers = new ArrayList<>(List.of(
                "Sec-Fetch-Site",
                site,
                "Sec-Fetch-Mode",
                mode,
                "Sec-Fetch-Dest",
                destination,
                Caller.FORWARDED,
                Caller.freshClient()));
        if (origin != null) {
            headers.addAll(List.of("Origin", origin));
        }
        headers.addAll(List.of(more));
        return headers.toArray(String[]::new);
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
