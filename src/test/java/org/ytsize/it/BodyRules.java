package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a question's body is read, before anybody looks at its fields. */
interface BodyRules extends Promises {
    int LARGEST = 65_536;
    String NO_URL = "url: URL is required";

    @Test
    default void emptyBody_isRefused() {
        assertThat(service().post("").is(400).error()).contains("empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{\"url\":",
                "{\"url\":\"x\"",
                "{'url':'x'}",
                "{\"url\":\"x\"}}",
                "nul",
                "{\"a\":01}",
                "\u0000"
            })
    default void brokenJson_isRefused(String body) {
        assertThat(service().post(body).is(400).error()).contains("JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"https://youtu.be/dQw4w9WgXcQ\"", "5", "true", "null", "[{\"url\":1}]"})
    default void jsonThatIsNoObject_isRefused(String body) {
        assertThat(service().post(body).is(400).error()).contains("object");
    }

    @Test
    default void deepNesting_isRefused() {
        service().post("[".repeat(60_000)).is(400);
        service().post("{\"a\":".repeat(10_000)).is(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/json;charset=utf-8",
                "application/x-www-form-urlencoded",
                "application/octet-stream",
                "multipart/form-data; boundary=x"
            })
    default void bodyThatIsNotDeclaredJson_isReadLikeOneWithoutUrl(String type) {
        String body = Caller.question("dQw4w9WgXcQ");

        Answer answer = service()
                .post(body, "Content-Type", type, Caller.FORWARDED, Caller.freshClient())
                .is(400);

        assertThat(answer.error()).isEqualTo(NO_URL);
    }

    @Test
    default void bodyWithoutAnyType_isReadLikeOneWithoutUrl() {
        Answer answer = service().post(Caller.question("dQw4w9WgXcQ"), Caller.FORWARDED, Caller.freshClient());

        assertThat(answer.is(400).error()).isEqualTo(NO_URL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", ";;/", "application/", "/json"})
    default void typeThatIsNone_isRefused(String type) {
        service()
                .post("{}", "Content-Type", type, Caller.FORWARDED, Caller.freshClient())
                .is(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "APPLICATION/JSON",
                "application/json; odata=verbose"
            })
    default void json_isJsonHoweverItIsDeclared(String type) {
        Answer answer =
                service().post("{\"url\":\"\u00fc\"}", "Content-Type", type, Caller.FORWARDED, Caller.freshClient());

        assertThat(answer.is(400).error()).isEqualTo(SizeRefusals.INVALID_URL);
    }

    @Test
    default void bodyInAnotherCharset_orCompressed_isRefused() throws IOException {
        String utf16 = new String("{\"url\":1}".getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1);

        for (String body :
                new String[] {utf16, "\u00ff\u00fe\u0000", "{\"url\":\"\u00ff\"}", "\u001f\u008b\u0008\u0000"}) {
            exchange("Content-Type: application/json\r\nContent-Length: " + body.length(), body)
                    .is(400);
        }
    }

    @Test
    default void largestBody_isRead() {
        service().post(padded(LARGEST)).is(200);
    }

    @Test
    default void largerBody_isRefused() {
        assertThat(service().post(padded(LARGEST + 1)).is(413).error()).contains("65536 bytes");
    }

    @Test
    default void largerBody_isRefusedWhileItIsRead_whereItsLengthIsNotDeclared() throws IOException {
        String most = chunk(padded(LARGEST));

        exchange("Content-Type: application/json\r\nTransfer-Encoding: chunked", most + "0\r\n\r\n")
                .is(200);
        exchange("Content-Type: application/json\r\nTransfer-Encoding: chunked", most + "1\r\n \r\n0\r\n\r\n")
                .is(413);
    }

    /** Type and address do not matter: a body that is too large is never read to its end. */
    @ParameterizedTest
    @CsvSource({"POST, /api/v1/size, text/plain", "POST, /health, application/json", "PUT, /nowhere, application/json"})
    default void declaredLength_isBelievedAtOnce(String method, String path, String type) throws IOException {
        try (Wire wire = new Wire(service().port())) {
            wire.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type
                    + "\r\nContent-Length: 100000000\r\n\r\n{");

            assertThat(wire.answer().orElseThrow().is(413).error()).contains("too large");
        }
    }

    /** Some bytes more than allowed have come, and the sender waits before it sends the rest. */
    @Test
    default void slowSender_isAnsweredAsSoonAsItHasSentTooMuch() throws IOException {
        try (Wire wire = new Wire(service().port())) {
            wire.send(head("Content-Type: application/json\r\nTransfer-Encoding: chunked"));
            wire.send(chunk("a".repeat(40_000)));
            wire.send("ffffff\r\n" + "a".repeat(40_000));

            wire.answer().orElseThrow().is(413);
        }
    }

    @Test
    default void bodyThatComesInPieces_isPutTogether() throws IOException {
        StringBuilder pieces = new StringBuilder();
        Caller.question("dQw4w9WgXcQ").chars().forEach(c -> pieces.append(chunk(Character.toString(c))));

        exchange("Content-Type: application/json\r\nTransfer-Encoding: chunked", pieces + "0\r\n\r\n")
                .is(200);
    }

    @Test
    default void expectContinue_isAnswered() throws IOException {
        String body = "{\"url\":5}";
        try (Wire wire = new Wire(service().port())) {
            wire.send(
                    head("Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + body.length()));
            Answer first = wire.answer().orElseThrow();
            wire.send(body);

            Answer last = first.status() == 100 ? wire.answer().orElseThrow() : first;
            assertThat(last.is(400).error()).isEqualTo("url: URL must be a string");
        }
    }

    private Answer exchange(String headers, String body) throws IOException {
        return Wire.exchange(service().port(), head(headers) + body).orElseThrow();
    }

    private static String head(String headers) {
        return "POST /api/v1/size HTTP/1.1\r\nHost: x\r\n" + Caller.FORWARDED + ": " + Caller.freshClient() + "\r\n"
                + headers + "\r\n\r\n";
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static String padded(int bytes) {
        String question = Caller.question("dQw4w9WgXcQ");
        return question + " ".repeat(bytes - question.length());
    }
}
