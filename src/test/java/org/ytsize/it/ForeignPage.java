package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A page of another site, which has the browser ask here. */
interface ForeignPage extends PageScene {
    /** Another name is another site, for which browsers do not look at addresses. The page itself learns nothing, so that it is the instance which is asked. */
    @Test
    default void pageOfAnotherSite_cannotUseUpAVisitorsLimit() throws IOException {
        HttpServer other = serving("<img src='" + at("/api/v2/videos/foreignPage") + "'><script>fetch('"
                + at("/api/v1/size") + "', {method: 'POST', mode: 'no-cors', body: '{}'})</script>");
        try {
            browser().open("http://localhost:" + other.getAddress().getPort() + "/");
            Awaitility.await()
                    .atMost(Browser.LONG)
                    .until(() -> hasBeenRefused("/api/v2/videos/{id}") && hasBeenRefused("/api/v1/size"));
        } finally {
            other.stop(0);
        }
    }

    private boolean hasBeenRefused(String route) {
        return logText()
                .lines()
                .anyMatch(line -> line.contains("\"route\":\"" + route + '"') && line.contains("\"status\":403"));
    }

    /** All that the instances have logged. */
    String logText();

    private static HttpServer serving(String html) throws IOException {
        byte[] page = html.getBytes(UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }
}
