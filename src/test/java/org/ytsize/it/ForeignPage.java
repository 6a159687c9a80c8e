package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A page of another site, which has the browser ask here. */
interface ForeignPage extends PageScene {
    /** Another name is another site, for which browsers do not look at addresses. */
    @Test
    default void pageOfAnotherSite_cannotUseUpAVisitorsLimit() throws IOException {
        HttpServer other = serving("<img src='" + at("/api/v2/videos/foreignPage") + "'>");
        List<String> complaints = new ArrayList<>();
        try {
            browser().open("http://localhost:" + other.getAddress().getPort() + "/");
            Awaitility.await()
                    .atMost(Browser.LONG)
                    .until(() -> complaints.addAll(browser().complaints()));
        } finally {
            other.stop(0);
        }

        assertThat(complaints).hasSize(1).allMatch(complaint -> complaint.contains("status of 403"));
    }

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
