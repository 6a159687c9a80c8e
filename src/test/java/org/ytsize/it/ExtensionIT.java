package org.ytsize.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.Balancer;
import org.ytsize.stub.CertificateAuthority;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** The road of the clients that this service is for: out of the service worker of an extension in a real Chromium, by TLS, through HAProxy. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(600)
final class ExtensionIT {
    private static final String KEY = "the extension's own key";
    private static final Extension LISTED = Extension.ofTheProject();

    @TempDir
    private static Path directory;

    private static Extension stranger;
    private static StubYouTube youTube;
    private static Instance instance;
    private static Balancer balancer;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        stranger = LISTED.bySomebodyElse(directory);
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube,
                Map.of(
                        "ALLOWED_ORIGINS",
                        "https://app.example," + LISTED.origin(),
                        "REQUIRE_AUTH",
                        "true",
                        "API_KEY",
                        KEY,
                        "TRUSTED_PROXIES",
                        "127.0.0.1"));
        CertificateAuthority authority = CertificateAuthority.forHost("localhost");
        balancer = Balancer.start(
                List.of(instance.port()), authority.hostPem() + authority.pem() + authority.hostKeyPem());
        browser = Browser.start(
                "--load-extension=" + LISTED.directory() + "," + stranger.directory(),
                "--ignore-certificate-errors-spki-list=" + keyHash(authority.hostPem()));
    }

    @AfterAll
    static void stop() {
        browser.close();
        balancer.close();
        instance.close();
        youTube.close();
    }

    @AfterEach
    void forgetTheConsole() {
        browser.complaints();
    }

    @Test
    void listedExtension_getsSizes_andMayReadTheHeaders() {
        Map<String, Object> told = ask(LISTED, KEY, Scenario.PLAIN.videoId(), "");

        assertThat(told).containsEntry("origin", LISTED.origin()).containsEntry("status", 200L);
        assertThat(map(told, "answer")).containsEntry("ok", true).containsKeys("bytes", "human", "duration");
        Map<String, Object> headers = map(told, "headers");
        assertThat((String) headers.get("X-Request-ID")).matches("req_[A-Za-z0-9_-]+");
        assertThat(headers).containsEntry("RateLimit-Limit", "20");
        assertThat((String) headers.get("RateLimit-Policy")).contains("20;w=");
        assertThat((String) headers.get("RateLimit-Remaining")).matches("\\d+");
        assertThat((String) headers.get("RateLimit-Reset")).matches("\\d+");
    }

    @Test
    void cookies_goAllTheWay() {
        String id = Scenario.FOR_FRIENDS.videoId();

        assertThat(ask(LISTED, KEY, id, "")).containsEntry("status", 403L);
        Map<String, Object> told = ask(LISTED, KEY, id, SizeAnswers.COOKIES);

        assertThat(told).containsEntry("status", 200L);
        assertThat(map(told, "answer")).containsEntry("ok", true);
        assertThat(instance.logText() + balancer.log()).doesNotContain("lent-cookie", KEY);
    }

    @Test
    void refusals_canBeRead_too() {
        Map<String, Object> told = ask(LISTED, "a wrong key", Scenario.PLAIN.videoId(), "");

        assertThat(told).containsEntry("status", 401L);
        assertThat(map(told, "answer")).containsEntry("ok", false);
    }

    @Test
    void extensionThatIsNotListed_isRefusedByTheBrowser() {
        Map<String, Object> told = ask(stranger, KEY, Scenario.PLAIN.videoId(), "");

        assertThat(told).containsOnlyKeys("broken");
        assertThat((String) told.get("broken")).contains("Failed to fetch");
        // It got as far as the service, which has let the preflight pass for others.
        assertThat(balancer.log()).contains("\"OPTIONS\"");
    }

    private static Map<String, Object> ask(Extension extension, String key, String videoId, String cookies) {
        browser.open(extension.page());
        return browser.runLater(
                "chrome.runtime.sendMessage(arguments[0]).then(arguments[1])",
                Map.of(
                        "service",
                        "https://localhost:" + balancer.port(),
                        "key",
                        key,
                        "url",
                        "https://www.youtube.com/watch?v=" + videoId,
                        "cookies",
                        cookies));
    }

    @SuppressWarnings("unchecked") // As worker.js makes it.
    private static Map<String, Object> map(Map<String, Object> told, String name) {
        return (Map<String, Object>) told.getOrDefault(name, Map.of());
    }

    /** By which Chromium is told to trust this certificate and no other. */
    private static String keyHash(String certificate) throws GeneralSecurityException {
        byte[] key = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getBytes(US_ASCII)))
                .getPublicKey()
                .getEncoded();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    }
}
