package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all responses, whatever they are about. */
interface EveryResponse extends Promises {
    String ID = "X-Request-ID";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/health/main",
                "/health/redis",
                "/health/redis/detailed",
                "/api/v1/metrics",
                "/api/v1/status",
                "/api/v1/docs",
                "/api/v1/size",
                "/nowhere",
                "/error",
                "/WEB-INF/error",
                "/WEB-INF/web.xml"
            })
    default void response_isJsonWithTheHeadersOfAnApi(String path) {
        service().get(path).isJson();
        service().send("POST", path, "", Caller.FORWARDED, Caller.freshClient()).isJson();
        service().send("DELETE", path, "").isJson();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.css", "/page.js", "/page-advice.json", "/status", "/status.css", "/status.js"})
    default void page_hasThoseHeadersToo(String path) {
        service().get(path, "Accept", "text/html,*/*;q=0.8").hasCommonHeaders();
    }

    @ParameterizedTest
    @CsvSource({
        "abc-DEF_123, abc-DEF_123",
        "a b/c<d>e'f\"g;h=i, abcdefghi",
        "../../etc/passwd, etcpasswd",
        "${jndi:ldap://x}, jndildapx",
        "%0d%0aSet-Cookie: a=b, 0d0aSet-Cookieab"
    })
    default void callersId_isKept_asFarAsItIsHarmless(String sent, String kept) {
        assertThat(service().get("/health", ID, sent).is(200).header(ID)).isEqualTo(kept);
        assertThat(service().get("/health", "X-Correlation-ID", sent).is(200).header(ID))
                .isEqualTo(kept);
    }

    @Test
    default void requestId_winsOverCorrelationId() {
        assertThat(service()
                        .get("/health", ID, "one", "X-Correlation-ID", "two")
                        .header(ID))
                .isEqualTo("one");
    }

    @Test
    default void theFirst_countsOfTwoRequestIds() {
        assertThat(service().get("/health", ID, "one", ID, "two").header(ID)).isEqualTo("one");
    }

    @Test
    default void correlationId_isUsed_whereTheRequestIdIsBlank() throws IOException {
        for (String blank : new String[] {"", " \t "}) {
            String request =
                    "GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-ID:" + blank + "\r\nX-Correlation-ID: two\r\n\r\n";
            assertThat(Wire.exchange(service().port(), request)
                            .orElseThrow()
                            .is(404)
                            .header(ID))
                    .isEqualTo("two");
        }
        assertThat(service()
                        .get("/health", ID, "!\"$", "X-Correlation-ID", "two")
                        .header(ID))
                .startsWith("req_");
    }

    @Test
    default void longId_isCutAtSixtyFourCharacters() {
        assertThat(service().get("/health", ID, "a".repeat(64)).header(ID)).isEqualTo("a".repeat(64));
        assertThat(service().get("/health", ID, "!a".repeat(100)).header(ID)).isEqualTo("a".repeat(64));
    }

    @Test
    default void requestWithoutAnId_getsANewOne() {
        Set<String> ids = new HashSet<>();
        for (String[] headers : new String[][] {{}, {}, {ID, ""}, {ID, "!\"$"}, {"X-Correlation-ID", "()"}}) {
            ids.add(service().get("/health", headers).header(ID));
        }

        assertThat(ids).hasSize(5).allMatch(id -> id.matches("req_[A-Za-z0-9_-]{8,60}"));
    }

    @Test
    default void idInTheBody_isTheOneInTheHeader() {
        Answer answer = service()
                .post("{}", ID, "my-id", Caller.FORWARDED, Caller.freshClient())
                .is(400);

        assertThat(answer.header(ID)).isEqualTo("my-id");
        assertThat(answer.json().getString("requestId")).isEqualTo("my-id");
        assertThat(service().get("/WEB-INF/web.xml", ID, "my-id").is(404).header(ID))
                .isEqualTo("my-id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*", "GZIP", "x, gzip;q=0.001"})
    default void largeBody_isCompressed_whereTheClientAcceptsIt(String accepted) throws Exception {
        HttpResponse<byte[]> response = service().getBytes("/health", "Accept-Encoding", accepted);

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(response.headers().allValues("Vary").toString()).contains("Accept-Encoding");
        assertThat(new String(Caller.unzipped(response.body()), UTF_8))
                .startsWith("{\"ok\":true,")
                .endsWith("}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped"})
    default void body_isNotCompressed_whereTheClientDoesNotAcceptIt(String accepted) {
        assertPlain(service().get("/health", "Accept-Encoding", accepted));
    }

    @Test
    default void body_isNeverCompressed_whereTheRequestForbidsIt() {
        assertPlain(service().get("/health", "Accept-Encoding", "gzip", "x-no-compression", "1"));
        assertPlain(service().get("/health", "Accept-Encoding", "gzip", "X-No-Compression", "false"));
    }

    @Test
    default void smallBody_isNotWorthIt() {
        assertPlain(service().get("/health/redis", "Accept-Encoding", "gzip"));
    }

    @Test
    default void head_isGetWithoutTheBody() throws IOException {
        for (String path : new String[] {"/health", "/", "/api/v1/docs", "/nowhere", "/api/v1/size"}) {
            Answer get = service().get(path);
            Answer head = service().send("HEAD", path, "");

            assertThat(head.status()).as(path).isEqualTo(get.status());
            assertThat(head.body()).isEmpty();
            assertThat(head.hasCommonHeaders().header("Content-Type")).isEqualTo(Answer.JSON);
        }
    }

    private static void assertPlain(Answer answer) {
        assertThat(answer.is(200).has("Content-Encoding")).isFalse();
        assertThat(answer.items("Vary")).contains("Accept-Encoding");
    }
}
