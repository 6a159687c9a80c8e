package org.ytsize.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.CertificateAuthority;
import org.ytsize.stub.Host;
import org.ytsize.stub.RedisServer;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Sentinels and clusters behind TLS and passwords, set up as docs/redis.md says. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
@Timeout(180)
final class RedisModesIT extends RedisScene {
    private static final String HOST = "localhost";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String SENTINELS_WORD = "sentinels-word";
    private static final int SLOTS = 16_384;

    private final List<RedisServer> servers = new ArrayList<>();

    @TempDir
    private Path directory;

    private String authority;
    private List<String> transport;

    @BeforeEach
    void certify() throws IOException {
        CertificateAuthority made = CertificateAuthority.forHost(HOST);
        authority = Files.writeString(directory.resolve("ca.pem"), made.pem()).toString();
        transport = new ArrayList<>(tls(made, directory));
        transport.addAll(List.of("--tls-ca-cert-file", authority));
    }

    @AfterEach
    void stop() {
        servers.forEach(RedisServer::close);
    }

    @Test
    void aMasterIsAsked_whomSentinelsTellByItsName() throws IOException {
        int sentinel = sentinel("yes");

        RedisRateLimiter limiter = bySentinel(sentinel, SENTINELS_WORD);

        assertThat(limiter.stats().redis().flatMap(RedisStats::trouble)).isEmpty();
        assertThat(allowed(limiter, freshClient(), 25)).isEqualTo(MAX);
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
    }

    /** As they do where nobody tells them otherwise. */
    @Test
    void aMasterIsNotAsked_whomSentinelsTellByItsAddress() throws IOException {
        int sentinel = sentinel("no");

        RedisRateLimiter limiter = bySentinel(sentinel, SENTINELS_WORD);

        assertThat(limiter.stats().redis().flatMap(RedisStats::trouble)).hasValue("no trusted TLS");
        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
    }

    @Test
    void sentinelsAreNotAsked_withoutTheirPassword() throws IOException {
        int sentinel = sentinel("yes");

        RedisRateLimiter limiter = bySentinel(sentinel, "another-word");

        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
        assertThat(logLines()).noneMatch(line -> line.contains("another-word"));
    }

    @Test
    void aClusterIsAsked_whoseNodesTellTheirNames_alsoWhileASlotMoves() throws IOException {
        int tlsPort = Host.freePort();
        RedisServer first = node(tlsPort, "hostname");
        RedisServer second = node(Host.freePort(), "hostname");
        form(tlsPort, first, second);

        RedisRateLimiter limiter = limiter(login(tlsPort), "REDIS_MODE", "cluster", "REDIS_CA_CERTS", authority);

        assertThat(limiter.stats().redis().flatMap(RedisStats::trouble)).isEmpty();
        assertThat(allowed(limiter, clientOn(0), 25)).isEqualTo(MAX);
        assertThat(allowed(limiter, clientOn(1), 25)).isEqualTo(MAX);
        Client moving = clientOn(0);
        String slot = Integer.toString(slot(moving));
        second.send("CLUSTER", "SETSLOT", slot, "IMPORTING", id(first));
        first.send("CLUSTER", "SETSLOT", slot, "MIGRATING", id(second));
        assertThat(allowed(limiter, moving, 25)).isEqualTo(MAX);
        assertThat(second.calls("asking")).isPositive();
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
        assertThat(limiter.stats().redis().map(RedisStats::outages)).hasValue(0L);
    }

    /** As they do where nobody tells them otherwise: the first one is reached by its name, and no other. */
    @Test
    void aClusterIsNotAsked_whoseNodesTellTheirAddresses() throws IOException {
        int tlsPort = Host.freePort();
        form(tlsPort, node(tlsPort, "ip"), node(Host.freePort(), "ip"));

        RedisRateLimiter limiter = limiter(login(tlsPort), "REDIS_MODE", "cluster", "REDIS_CA_CERTS", authority);

        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
    }

    private RedisRateLimiter bySentinel(int tlsPort, String password) {
        return limiter(
                login(tlsPort),
                "REDIS_MODE",
                "sentinel",
                "REDIS_SENTINEL_MASTER",
                "main",
                "REDIS_SENTINEL_PASSWORD",
                password,
                "REDIS_CA_CERTS",
                authority);
    }

    private static String login(int tlsPort) {
        return "rediss://limiter:hunter2@" + HOST + ":" + tlsPort;
    }

    /** A master and its sentinel, at the TLS port that is returned. */
    private int sentinel(String byName) throws IOException {
        int masters = Host.freePort();
        admit(server(masters), "");
        int own = Host.freePort();
        RedisServer sentinel = server(own, "--sentinel", "--tls-replication", "yes", "--requirepass", SENTINELS_WORD);
        sentinel.sendAs(SENTINELS_WORD, "SENTINEL", "CONFIG", "SET", "resolve-hostnames", "yes");
        sentinel.sendAs(SENTINELS_WORD, "SENTINEL", "CONFIG", "SET", "announce-hostnames", byName);
        sentinel.sendAs(SENTINELS_WORD, "SENTINEL", "MONITOR", "main", HOST, Integer.toString(masters), "1");
        return own;
    }

    private RedisServer node(int tlsPort, String endpoint) throws IOException {
        RedisServer node = server(
                tlsPort,
                "--cluster-enabled",
                "yes",
                "--tls-cluster",
                "yes",
                "--cluster-announce-hostname",
                HOST,
                "--cluster-preferred-endpoint-type",
                endpoint);
        admit(node, rightsInACluster());
        return node;
    }

    private RedisServer server(int tlsPort, String... options) {
        List<String> all = new ArrayList<>(transport);
        all.addAll(List.of("--tls-port", Integer.toString(tlsPort)));
        all.addAll(Arrays.asList(options));
        RedisServer server = RedisServer.start(all.toArray(String[]::new));
        servers.add(server);
        return server;
    }

    /** Gives each a half of the slots. */
    private static void form(int tlsPort, RedisServer first, RedisServer second) {
        first.send("CLUSTER", "ADDSLOTSRANGE", "0", Integer.toString(SLOTS / 2 - 1));
        second.send("CLUSTER", "ADDSLOTSRANGE", Integer.toString(SLOTS / 2), Integer.toString(SLOTS - 1));
        second.send("CLUSTER", "MEET", LOOPBACK, Integer.toString(tlsPort));
        for (RedisServer node : List.of(first, second)) {
            await().atMost(PATIENCE)
                    .until(() -> text(node.send("CLUSTER", "INFO")), state -> state.contains("cluster_state:ok"));
            // Names are told later than addresses.
            await().atMost(PATIENCE)
                    .until(() ->
                            text(node.send("CLUSTER", "NODES")).lines().allMatch(line -> line.contains("," + HOST)));
        }
    }

    /** Somebody who has not asked before, and is counted by the first or the second. */
    private static Client clientOn(int node) {
        return Stream.generate(RedisScene::freshClient)
                .filter(client -> slot(client) / (SLOTS / 2) == node)
                .findFirst()
                .orElseThrow();
    }

    private static int slot(Client client) {
        return JedisClusterCRC16.getSlot("rl:" + client.key());
    }

    private static String id(RedisServer node) {
        return text(node.send("CLUSTER", "MYID"));
    }

    /** What the service needs besides, by the page about it. */
    private static String rightsInACluster() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("basedir", "."), "docs", "redis.md"));
        Matcher rights = Pattern.compile("In a Redis Cluster the service needs `([^`]+)` besides")
                .matcher(page);
        assertThat(rights.find()).isTrue();
        return rights.group(1);
    }

    private static String text(Object bulk) {
        return new String((byte[]) bulk, US_ASCII);
    }
}
