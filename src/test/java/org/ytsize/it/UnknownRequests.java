package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for what is not there, in ways that HTTP allows. */
interface UnknownRequests extends Promises {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nowhere",
                "/api",
                "/api/v1",
                "/api/v3/videos",
                "/api/v1/size/more",
                "/HEALTH",
                "/health/other",
                "/index.html",
                "/page.exe",
                "/favicon.ico",
                "/application.wadl",
                "/metrics",
                "/openapi/application.wadl",
                "/openapi.json",
                "/error",
                "/error/deeper",
                "/WEB-INF/error",
                "/robots.txt",
                "/a.jsp",
                "/WEB-INF",
                "/WEB-INF/web.xml",
                "/WEB-INF/beans.xml",
                "/WEB-INF/classes/org/ytsize/api/page/index.html",
                "/WEB-INF/classes/org/ytsize/api/openapi.json",
                "/META-INF/MANIFEST.MF",
                "/web-inf/web.xml",
                "/%57EB-INF/web.xml",
                "/nowhere%20at%20all?x=%",
                "/n\u00f6where"
            })
    default void otherPath_isNotFound_inJson(String path) {
        Answer answer = service()
                .get(path.replace("\u00f6", "%C3%B6").replace("x=%", "x=%25"))
                .is(404);

        assertThat(answer.body()).doesNotContain("nowhere", "<");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/error", "/WEB-INF/error", "/WEB-INF/web.xml"})
    default void unknownEndpoint_isToldWhichThereAre(String path) {
        for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
            Answer answer =
                    service().send(method, path, "", "Accept", "text/html").is(404);

            assertThat(answer.error()).isEqualTo("Endpoint not found");
            assertThat(answer.json().keySet()).containsExactlyInAnyOrder("ok", "error", "availableEndpoints");
            assertThat(answer.json().getJsonArray("availableEndpoints").toString())
                    .contains("POST /api/v1/size", "GET /health", "GET /api/v1/docs");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page.css",
                "/health",
                "/health/main",
                "/health/redis",
                "/health/redis/detailed",
                "/api/v1/metrics",
                "/api/v1/status",
                "/status",
                "/api/v1/docs",
                "/api/v1/openapi",
                "/openapi"
            })
    default void otherMethod_isToldThatGetIsAllowed(String path) {
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "BREW"}) {
            Answer answer = service()
                    .send(method, path, "{}", "Content-Type", "application/json")
                    .is(405);

            assertThat(answer.items("Allow")).as(method).contains("GET").doesNotContain("POST", method);
        }
    }

    @Test
    default void otherMethod_isToldThatPostIsAllowed() {
        for (String method : new String[] {"GET", "PUT", "DELETE", "PATCH", "BREW"}) {
            Answer answer = service().send(method, "/api/v1/size", "").is(405);

            assertThat(answer.items("Allow")).as(method).contains("POST").doesNotContain("GET", method);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/size", "/health", "/nowhere", "/error", "/"})
    default void options_isAnsweredForEveryPath(String path) {
        Answer answer = service().send("OPTIONS", path, "").hasCommonHeaders();

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET,POST");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    default void clientThatAcceptsNoJson_isRefusedInJson() {
        Answer answer = service()
                .post(
                        Caller.question("dQw4w9WgXcQ"),
                        "Accept",
                        "text/html",
                        "Content-Type",
                        "application/json",
                        Caller.FORWARDED,
                        Caller.freshClient());

        answer.is(406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "*/*", "application/*", "text/html, application/json;q=0.1"})
    default void clientThatAcceptsJsonSomehow_isAnswered(String accepted) {
        service()
                .post("{}", "Accept", accepted, Caller.FORWARDED, Caller.freshClient())
                .is(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/*", "garbage;;"})
    default void reports_areJsonWhateverIsAccepted(String accepted) {
        service().get("/health", "Accept", accepted).is(200);
    }

    @Test
    default void conditionsAndRanges_areIgnored() {
        service()
                .get("/health", "If-Modified-Since", "x", "If-None-Match", "*", "Range", "bytes=a-")
                .is(200);
        service().get("/health", "Range", "bytes=0-0").is(200);
    }
}
