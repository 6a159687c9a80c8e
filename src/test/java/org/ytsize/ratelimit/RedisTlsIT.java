package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.CertificateAuthority;
import org.ytsize.stub.Host;
import org.ytsize.stub.RedisServer;

/** A Redis behind TLS, and with users. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
@Timeout(120)
final class RedisTlsIT extends RedisScene {
    @TempDir
    private Path directory;

    private Path authority;
    private RedisServer redis;
    private int tlsPort;

    @BeforeEach
    void start() throws IOException {
        CertificateAuthority made = CertificateAuthority.forHost("localhost");
        authority = Files.writeString(directory.resolve("ca.pem"), made.pem());
        tlsPort = Host.freePort();
        List<String> options = new ArrayList<>(tls(made, directory));
        options.addAll(List.of("--tls-port", Integer.toString(tlsPort)));
        redis = RedisServer.start(options.toArray(String[]::new));
        admit(redis, "");
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void isAsked_whereItsCertificateIsSignedByWhomItShould_andForItsHost() {
        RedisRateLimiter limiter = limiter("rediss://localhost:" + tlsPort, "REDIS_CA_CERTS", authority.toString());

        assertThat(allowed(limiter, freshClient(), 25)).isEqualTo(MAX);

        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
    }

    @Test
    void isNotAsked_byAnotherNameThanItsCertificateHas() {
        RedisRateLimiter limiter = limiter("rediss://127.0.0.1:" + tlsPort, "REDIS_CA_CERTS", authority.toString());

        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
        assertThat(limiter.stats().redis().flatMap(RedisStats::trouble)).hasValue("no trusted TLS");
        assertThat(logLines()).singleElement().asString().contains("127.0.0.1");
    }

    @Test
    void isNotAsked_whereNobodyTrustedHasSignedIt() {
        RedisRateLimiter limiter = limiter("rediss://localhost:" + tlsPort);

        assertThat(limiter.stats().redis().flatMap(RedisStats::trouble)).hasValue("no trusted TLS");
    }

    @Test
    void isAskedAsAUser_whoMayDoNoMoreThanIsNeeded() {
        RedisRateLimiter limiter = limiter("redis://limiter:hunter2@127.0.0.1:" + redis.port());
        redis.send("SCRIPT", "FLUSH");

        assertThat(allowed(limiter, freshClient(), 25)).isEqualTo(MAX);
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
        assertThat(limiter.info()).contains("redis_version");
    }

    /** Closing a connection by TLS takes another time-out where the other side is frozen: nobody's who asks. */
    @Test
    void aFrozenRedis_holdsNobodyUpForLongerThanOneTimeOut() throws Exception {
        RedisRateLimiter limiter = limiter("rediss://localhost:" + tlsPort, "REDIS_CA_CERTS", authority.toString());
        assertThat(atOnce(60, limiter, freshClient())).isEqualTo(MAX);
        redis.freeze();

        Crowd crowd = crowd(60, limiter, freshClient());

        assertThat(crowd.allowed()).isEqualTo(MAX);
        assertThat(crowd.slowest()).isLessThan(TIME_OUT.plus(SLACK));
        redis.thaw();
        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
    }

    @Test
    void aWrongPassword_isNamed_andNotTold() {
        RedisRateLimiter limiter =
                limiter("redis://limiter:wrong-word@127.0.0.1:" + redis.port(), "REDIS_PASSWORD", "wrong-word");

        assertThat(limiter.stats().redis().flatMap(RedisStats::trouble)).hasValue("WRONGPASS");
        assertThat(logLines()).singleElement().asString().contains("WRONGPASS").doesNotContain("wrong-word");
    }
}
