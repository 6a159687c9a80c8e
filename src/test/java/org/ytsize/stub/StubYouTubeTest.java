package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class StubYouTubeTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PLAIN = Scenario.PLAIN.videoId();
    private static final String SLOW = Scenario.SLOW.videoId();

    private final StubYouTube stub = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    private HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void trustTheStub() throws IOException, GeneralSecurityException {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), stub.proxy().getPort())))
                .sslContext(trusting(stub.caFile()))
                .build();
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void watchPage_hasThePlayerReply() throws Exception {
        String page = watch(PLAIN).body();

        assertThat(page).contains("var ytInitialPlayerResponse = {", "\"videoId\":\"dQw4w9WgXcQ\"", "ytcfg.set({");
        assertThat(page).contains("\"contentLength\":\"1570000\"", "\"contentLength\":\"3430000\"");
    }

    @Test
    void watchPage_isAMegabyteUnlessAskedToBeSmall() {
        PlayerReply reply = Videos.plain(PLAIN);

        assertThat(new WatchPage(Filler.full()).of(PLAIN, reply).length()).isBetween(900_000L, 1_100_000L);
        assertThat(new WatchPage(Filler.small()).of(PLAIN, reply).length()).isLessThan(50_000L);
    }

    @Test
    void requests_areCountedByVideoAndPath_andShareAConnection() throws Exception {
        watch(PLAIN);
        watch(PLAIN);
        watch("abcdefghijk");

        assertThat(stub.tally().requests(PLAIN, "/watch")).isEqualTo(2);
        assertThat(stub.tally().requests(PLAIN, "/youtubei/v1/player")).isZero();
        assertThat(stub.tally().requests()).isEqualTo(3);
        assertThat(stub.tally().connections()).isEqualTo(1);
    }

    @Test
    void everyScenario_answersTheWatchPage_exceptThoseThatHangUpOrWait() throws Exception {
        Set<Scenario> others = EnumSet.of(Scenario.SLOW, Scenario.SILENT, Scenario.CUT_OFF);

        for (Scenario scenario : EnumSet.complementOf(EnumSet.copyOf(others))) {
            assertThat(watch(scenario.videoId()).statusCode())
                    .as(scenario.name())
                    .isIn(200, 403, 429, 500);
        }
    }

    @Test
    void videosWithoutAScenario_differInTheirSizesByTheirHash() throws Exception {
        long bytes = 1_570_000 + Scenario.surplus("abcdefghijk");

        assertThat(watch("abcdefghijk").body()).contains("\"contentLength\":\"" + bytes + '"');
    }

    @Test
    void cutOff_breaksTheReplyOff() {
        assertThatThrownBy(() -> watch(Scenario.CUT_OFF.videoId())).isInstanceOf(IOException.class);
    }

    @Test
    void slowVideo_answersWhenTheGateLetsItGo() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request(SLOW), BodyHandlers.ofString());

        assertThat(stub.gate().awaitHeld(1, SOON)).isTrue();
        assertThat(answer).isNotDone();
        stub.gate().release();

        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(stub.gate().held()).isZero();
    }

    @Test
    void silentVideo_noticesThatItsCallerHasGone() throws Exception {
        try (Socket tls = tunnel("www.youtube.com")) {
            tls.getOutputStream().write("GET /watch?v=silent----- HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            assertThat(stub.gate().awaitHeld(1, SOON)).isTrue();
        }

        await().until(() -> stub.gate().held() == 0 && stub.tally().connections() == 0);
    }

    @Test
    void outage_holdsForEveryVideo_untilItIsOver() throws Exception {
        stub.during(Outage.BOT_CHECK);
        assertThat(watch(PLAIN).body()).contains("Sign in to confirm you\u2019re not a bot");

        stub.asScripted();
        assertThat(watch(PLAIN).body()).doesNotContain("not a bot");
    }

    @Test
    void video_canBeMadeToAnswerLikeAnother() throws Exception {
        stub.answer("abcdefghijk", Scenario.HTTP_429);
        assertThat(watch("abcdefghijk").statusCode()).isEqualTo(429);

        stub.answerAll(Scenario.HTTP_500);
        assertThat(watch("abcdefghijk").statusCode()).isEqualTo(500);
    }

    @Test
    void proxy_refusesDuringItsOutage_andShowsAnotherCertificateDuringThatOne() {
        stub.during(Outage.PROXY_REFUSES);
        assertThatThrownBy(() -> tunnel("www.youtube.com")).hasMessageContaining("502");

        stub.during(Outage.WRONG_CERTIFICATE);
        assertThatThrownBy(() -> watch(PLAIN)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void proxy_refusesAndRemembersHostsThatAreNotYouTubes() {
        assertThatThrownBy(() -> tunnel("metadata.internal")).hasMessageContaining("403");

        assertThat(stub.tally().strangers()).containsExactly("metadata.internal");
    }

    @Test
    void rudeClients_harmNobodyElse() throws Exception {
        for (String rudeness :
                new String[] {"", "\r\n\r\n", "GET", "CONNECT www.youtube.com:443 HTTP/1.1\r\nx", "x".repeat(100_000)
                }) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), stub.proxy().getPort())) {
                socket.getOutputStream().write(rudeness.getBytes(US_ASCII));
            }
        }

        assertThat(watch(PLAIN).statusCode()).isEqualTo(200);
    }

    @Test
    void close_endsConnectionsAndLeavesNothingBehind() throws Exception {
        Path directory = stub.caFile().getParent();
        try (Socket tls = tunnel("www.youtube.com")) {
            stub.close();

            assertThatThrownBy(() -> tls.getInputStream().read()).isInstanceOf(IOException.class);
        }
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> watch(PLAIN)).isInstanceOf(ConnectException.class);
    }

    @Test
    void scenarios_haveIdsOfTheirOwn() {
        assertThat(Arrays.stream(Scenario.values()).map(Scenario::videoId)).doesNotHaveDuplicates();
    }

    private HttpResponse<String> watch(String videoId) throws IOException, InterruptedException {
        return client.send(request(videoId), BodyHandlers.ofString());
    }

    private static HttpRequest request(String videoId) {
        return HttpRequest.newBuilder(URI.create("https://www.youtube.com/watch?v=" + videoId))
                .build();
    }

    private Socket tunnel(String host) throws IOException, GeneralSecurityException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), stub.proxy().getPort());
        socket.getOutputStream().write(("CONNECT " + host + ":443 HTTP/1.1\r\n\r\n").getBytes(US_ASCII));
        byte[] answer = new byte[128];
        int count = socket.getInputStream().read(answer);
        String line = new String(answer, 0, Math.max(count, 0), US_ASCII);
        if (!line.contains(" 200 ")) {
            socket.close();
            throw new IOException(line);
        }
        return trusting(stub.caFile()).getSocketFactory().createSocket(socket, host, 443, true);
    }

    private static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "stub", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
