package org.ytsize.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.Balancer;
import org.ytsize.stub.CertificateAuthority;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Where a key is needed. The road of a browser extension: from its service worker, by HTTPS through the balancer, with a key and with cookies; and CORS decides. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(600)
final class ExtensionIT implements KeyedPages {
    private static final String KEY = "a-key-of-the-extension";
    private static final Path SOURCE = Path.of(System.getProperty("basedir", "."), "src", "test", "extension");
    private static final Pattern PUBLIC_KEY = Pattern.compile("\"key\": \"([^\"]+)\"");

    @TempDir
    private static Path directory;

    private static StubYouTube youTube;
    private static Instance instance;
    private static Balancer balancer;
    private static Browser browser;
    private static String listed;
    private static String stranger;

    @BeforeAll
    static void start() throws Exception {
        Path manifest = SOURCE.resolve("manifest.json");
        Path copy = strangersCopy(manifest);
        listed = idOf(manifest);
        stranger = idOf(copy.resolve("manifest.json"));
        CertificateAuthority authority = CertificateAuthority.forHost("localhost");
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(
                youTube,
                Map.of(
                        "REQUIRE_AUTH",
                        "true",
                        "API_KEY",
                        KEY,
                        "ALLOWED_ORIGINS",
                        "chrome-extension://" + listed,
                        "TRUSTED_PROXIES",
                        "127.0.0.1"));
        balancer = Balancer.start(List.of(instance.port()), authority);
        browser = Browser.start(
                "--load-extension=" + SOURCE.toAbsolutePath() + "," + copy,
                "--disable-features=DisableLoadExtensionCommandLineSwitch",
                "--ignore-certificate-errors-spki-list=" + authority.hostKeyHash());
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {browser, balancer, instance, youTube}) {
            close(each);
        }
    }

    @Test
    void anExtensionThatIsListed_getsSizes_andReadsWhatIsLeft() {
        Map<?, ?> answer = ask(listed, KEY, Scenario.PLAIN.videoId(), "");

        assertThat(answer.get("status")).as("%s", answer).isEqualTo(200L);
        assertThat(answer.get("origin")).isEqualTo("chrome-extension://" + listed);
        assertThat((String) answer.get("body")).contains("\"s144p\":5000000");
        assertThat(answer.get("headers"))
                .asString()
                .contains(
                        "x-request-id",
                        "ratelimit-policy",
                        "ratelimit-limit",
                        "ratelimit-remaining",
                        "ratelimit-reset");
    }

    @Test
    void itsCookies_areUsed_whereOnlyTheyHelp() {
        String video = Scenario.FOR_FRIENDS.videoId();

        assertThat(ask(listed, KEY, video, "").get("status")).isEqualTo(403L);
        Map<?, ?> answer = ask(listed, KEY, video, SizeAnswers.COOKIES);

        assertThat(answer.get("status")).as("%s", answer).isEqualTo(200L);
        assertThat(instance.logText() + balancer.log()).doesNotContain("lent-cookie", KEY);
    }

    @Test
    void withoutItsKey_itIsToldSo() {
        Map<?, ?> answer = ask(listed, "", Scenario.PLAIN.videoId(), "");

        assertThat(answer.get("status")).isEqualTo(401L);
        assertThat((String) answer.get("body")).contains("Unauthorized. Valid API key required.");
    }

    @Test
    void oneThatIsNotListed_readsNothing_whateverItKnows() {
        int before = balancer.log().length();
        Map<?, ?> answer = ask(stranger, KEY, Scenario.PLAIN.videoId(), "");

        assertThat(answer.get("origin")).isEqualTo("chrome-extension://" + stranger);
        assertThat(answer.get("status")).as("%s", answer).isEqualTo(0L);
        assertThat((String) answer.get("body")).contains("Failed to fetch");
        await().atMost(Browser.LONG)
                .until(() -> balancer.log().substring(before).contains("OPTIONS"));
        assertThat(balancer.log().substring(before)).doesNotContain("POST");
    }

    @Override
    public Browser browser() {
        return browser;
    }

    @Override
    public String at(String path) {
        return instance.base().resolve(path).toString();
    }

    @Override
    public String key() {
        return KEY;
    }

    /** What the service worker of that extension could read. */
    private static Map<?, ?> ask(String extension, String key, String video, String cookies) {
        browser.open("chrome-extension://" + extension + "/page.html");
        Object answer = browser.driver()
                .executeAsyncScript(
                        """
                        const [address, key, url, cookies, done] = arguments;
                        chrome.runtime.sendMessage({address, key, question: {url, ...(cookies && {cookies})}}, done);""",
                        "https://localhost:" + balancer.port() + "/api/v1/size",
                        key,
                        "https://www.youtube.com/watch?v=" + video,
                        cookies);
        return (Map<?, ?>) Objects.requireNonNull(answer);
    }

    /** The same extension under another name: whoever copies it has not its key. */
    private static Path strangersCopy(Path manifest) throws IOException, GeneralSecurityException {
        byte[] other = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        Path copy = Files.createDirectory(directory.resolve("stranger"));
        for (String file : new String[] {"worker.js", "page.html"}) {
            Files.copy(SOURCE.resolve(file), copy.resolve(file));
        }
        Files.writeString(
                copy.resolve("manifest.json"),
                Files.readString(manifest)
                        .replace(publicKey(manifest), Base64.getEncoder().encodeToString(other)));
        return copy;
    }

    /** By its public key (https://developer.chrome.com/docs/extensions/reference/manifest/key): half of its SHA-256 in letters from a to p. */
    private static String idOf(Path manifest) throws IOException, GeneralSecurityException {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(publicKey(manifest)));
        StringBuilder id = new StringBuilder();
        for (byte digit : HexFormat.of().formatHex(digest, 0, 16).getBytes(US_ASCII)) {
            id.append((char) ('a' + Character.digit(digit, 16)));
        }
        return id.toString();
    }

    private static String publicKey(Path manifest) throws IOException {
        Matcher key = PUBLIC_KEY.matcher(Files.readString(manifest));
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    private static void close(@Nullable AutoCloseable each) {
        try {
            if (each != null) {
                each.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
