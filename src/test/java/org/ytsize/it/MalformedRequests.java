package org.ytsize.it;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Parts of requests that no client should send. None of the bodies is a question. */
final class MalformedRequests {
    private MalformedRequests() {}

    static Arbitrary<String> bodies() {
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "-1",
                        "1e400",
                        "86401",
                        "{}",
                        "[]",
                        "[[[[",
                        "\"\\ud800\"",
                        "\"https://youtu.be/dQw4w9WgXc\"",
                        "\"https://evil.example/watch?v=dQw4w9WgXcQ\"",
                        "\"https://www.youtube.com:443/watch?v=dQw4w9WgXcQ\"",
                        "\"https://a@youtu.be/dQw4w9WgXcQ\"",
                        "\"http://youtu.be/dQw4w9WgXcQ\"",
                        "\"https://youtu.be/dQw4w9WgXcQ;ls\"",
                        "\"file:///etc/passwd\""),
                Arbitraries.strings()
                        .ofMaxLength(40)
                        .map(text -> '"' + text.replaceAll("[\"\\\\\\p{Cntrl}]", "") + '"'),
                Arbitraries.doubles().map(String::valueOf));
        Arbitrary<String> objects = Combinators.combine(values, values, values)
                .as((url, hint, cookies) ->
                        "{\"url\":" + url + ",\"duration_hint\":" + hint + ",\"cookies\":" + cookies + "}");
        Arbitrary<String> cut = Combinators.combine(
                        objects, Arbitraries.integers().between(0, 60))
                .as((object, length) -> object.substring(0, Math.min(length, object.length())));
        Arbitrary<String> nested = Arbitraries.integers().between(1, 20_000).map("["::repeat);
        return Arbitraries.oneOf(
                objects, cut, nested, values, Arbitraries.strings().ofMaxLength(200));
    }

    static Arbitrary<String> types() {
        return Arbitraries.of(
                        "application/json",
                        "application/json; charset=utf-8",
                        "application/json; charset=nonsense",
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "*/*",
                        ";;;",
                        "a/b/c",
                        "")
                .map(type -> type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
    }

    static Arbitrary<String> methods() {
        return Arbitraries.of("GET", "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW", "get");
    }

    /** What the connector lets through: a valid escape, or none. */
    static Arbitrary<String> paths() {
        Arbitrary<String> pieces = Arbitraries.of(
                "api",
                "v1",
                "size",
                "health",
                "redis",
                "%20",
                "%C3%A9",
                "",
                ";a=b",
                "WEB-INF",
                "web.xml",
                "META-INF",
                "error",
                "page.css",
                "~",
                "'",
                "*",
                "@",
                "metrics",
                "docs",
                "openapi");
        Arbitrary<String> query = Arbitraries.of("", "?", "?v=%", "?a=b&&=", "?%zz=1", "?url=https://youtu.be/x");
        return Combinators.combine(pieces.list().ofMaxSize(5), query)
                .as((path, rest) -> "/" + String.join("/", path) + rest);
    }

    static Arbitrary<String> headers() {
        Arbitrary<String> names = Arbitraries.of(
                "Accept",
                "Accept-Encoding",
                "Accept-Language",
                "Content-Type",
                "X-Request-ID",
                "X-Correlation-ID",
                "X-Forwarded-For",
                "Origin",
                "X-API-Key",
                "Cookie",
                "Range",
                "If-Modified-Since",
                "If-None-Match",
                "Authorization",
                "Cache-Control",
                "x-no-compression",
                "Access-Control-Request-Method");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        "*",
                        "*/*",
                        ";;q=",
                        "a/b/c;q=2",
                        "gzip;q=0",
                        "text/html",
                        "999.1.1.1,::1",
                        "{}",
                        "-",
                        "\"",
                        "="),
                Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(300));
        return Combinators.combine(names, values)
                .as((name, value) -> name + ": " + value + "\r\n")
                .list()
                .ofMaxSize(6)
                .map(lines -> String.join("", lines));
    }
}
