package org.ytsize.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.RedisServer;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis of several servers, one of which dies in the middle of a run. */
@Timeout(240)
final class RedisFailoverIT extends RedisScene {
    private static final int SLOTS = 16_384;
    private static final String LOOPBACK = "127.0.0.1";

    private final List<RedisServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(RedisServer::close);
    }

    @Test
    void aMasterThatDies_isReplacedByItsSentinel() {
        RedisServer master = server();
        RedisServer replica = server();
        replica.send("REPLICAOF", LOOPBACK, Integer.toString(master.port()));
        await().atMost(PATIENCE).until(() -> info(replica, "replication").contains("master_link_status:up"));
        RedisServer sentinel = server("--sentinel");
        sentinel.send("SENTINEL", "MONITOR", "main", LOOPBACK, Integer.toString(master.port()), "1");
        sentinel.send("SENTINEL", "SET", "main", "down-after-milliseconds", "4000", "failover-timeout", "3000");
        await().atMost(PATIENCE).until(() -> info(sentinel, "sentinel").contains("slaves=1"));
        RedisRateLimiter limiter = limiter(
                "redis://127.0.0.1:1,127.0.0.1:" + sentinel.port(),
                "REDIS_MODE",
                "sentinel",
                "REDIS_SENTINEL_MASTER",
                "main");
        Client client = freshClient();
        assertThat(allowed(limiter, client, 25)).isEqualTo(MAX);
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
        await().atMost(PATIENCE)
                .until(() -> replica.send("ZCARD", "rl:" + client.key()).equals((long) MAX));

        isHeldThrough(master, limiter);

        assertThat(limiter(sentinelUrl(sentinel), "REDIS_MODE", "sentinel", "REDIS_SENTINEL_MASTER", "main")
                        .take(client, null)
                        .allowed())
                .as("what was counted before")
                .isFalse();
        assertThat(logLines()).allMatch(line -> line.startsWith("WARNING Redis cannot") || line.startsWith("INFO"));
    }

    private static String sentinelUrl(RedisServer sentinel) {
        return "redis://127.0.0.1:" + sentinel.port();
    }

    @Test
    void sentinelsThatAreNotThereYet_areAskedUntilTheyAre() {
        RedisServer master = server();
        RedisServer sentinel = server("--sentinel");
        sentinel.send("SENTINEL", "MONITOR", "main", LOOPBACK, Integer.toString(master.port()), "1");
        sentinel.kill();
        RedisRateLimiter limiter =
                limiter(sentinelUrl(sentinel), "REDIS_MODE", "sentinel", "REDIS_SENTINEL_MASTER", "main");
        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);

        sentinel.restart();

        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
        assertThat(allowed(limiter, freshClient(), 25)).isEqualTo(MAX);
    }

    @Test
    void aMasterOfAClusterThatDies_isReplacedByItsReplica() {
        List<RedisServer> masters = List.of(node(), node(), node());
        RedisServer replica = node();
        form(masters, replica);
        RedisServer dying = masters.get(0);
        RedisRateLimiter limiter = limiter(
                "redis://"
                        + masters.stream()
                                .map(any -> LOOPBACK + ":" + any.port())
                                .collect(Collectors.joining(",")),
                "REDIS_MODE",
                "cluster");
        for (int node = 0; node < 3; node++) {
            assertThat(allowed(limiter, clientOn(node), 25)).isEqualTo(MAX);
        }
        Client client = clientOn(0);
        assertThat(allowed(limiter, client, 5)).isEqualTo(5);
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
        await().atMost(PATIENCE).until(() -> hasAllOf(replica, dying));

        isHeldThrough(dying, limiter);

        assertThat(limiter.take(client, null).remaining())
                .as("what was counted before")
                .isEqualTo(MAX - 6);
        for (int node = 0; node < 3; node++) {
            assertThat(allowed(limiter, clientOn(node), 25)).isEqualTo(MAX);
        }
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
        assertThat(limiter.stats().redis().map(RedisStats::outages)).hasValue(1L);
    }

    @Test
    void aClusterThatIsNotThere_isLookedFor_withoutLeavingAnythingBehind() {
        RedisRateLimiter limiter = limiter("redis://127.0.0.1:1,127.0.0.1:2", "REDIS_MODE", "cluster");
        int before = Thread.activeCount();

        await().atMost(PATIENCE)
                .until(() -> limiter.stats().redis().orElseThrow().failures() >= 8);

        assertThat(Thread.activeCount()).isLessThan(before + 4);
        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
    }

    /**
     * In the middle of a run: nobody gets less than the limit, and whoever asks in that moment perhaps a share more.
     */
    private static void isHeldThrough(RedisServer dying, RedisRateLimiter limiter) {
        try (Run run = new Run(limiter)) {
            dying.kill();
            await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.LOCAL);
            run.goesOn();
            await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
            run.goesOn();
            assertThat(run.allowed()).allMatch(allowed -> allowed >= MAX);
        }
        assertThat(allowed(limiter, freshClient(), 25)).isEqualTo(MAX);
    }

    private RedisServer server(String... options) {
        RedisServer server = RedisServer.start(options);
        servers.add(server);
        return server;
    }

    private RedisServer node() {
        return server("--cluster-enabled", "yes", "--cluster-node-timeout", "4000");
    }

    /** Gives each master a third of the slots, and the first one the replica. */
    private static void form(List<RedisServer> masters, RedisServer replica) {
        for (int i = 0; i < masters.size(); i++) {
            String first = Integer.toString(firstSlot(i));
            masters.get(i).send("CLUSTER", "ADDSLOTSRANGE", first, Integer.toString(firstSlot(i + 1) - 1));
        }
        RedisServer first = masters.get(0);
        List<RedisServer> others =
                Stream.concat(masters.stream().skip(1), Stream.of(replica)).toList();
        others.forEach(other -> other.send("CLUSTER", "MEET", LOOPBACK, Integer.toString(first.port())));
        String name = text(first.send("CLUSTER", "MYID"));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> replica.send("CLUSTER", "REPLICATE", name) != null);
        for (RedisServer node :
                Stream.concat(masters.stream(), Stream.of(replica)).toList()) {
            await().atMost(PATIENCE)
                    .until(() -> text(node.send("CLUSTER", "INFO")), state -> state.contains("cluster_state:ok"));
        }
        await().atMost(PATIENCE).until(() -> info(replica, "replication").contains("master_link_status:up"));
    }

    /** Somebody who has not asked before, and is counted by that master. */
    private static Client clientOn(int master) {
        return Stream.generate(RedisScene::freshClient)
                .filter(client -> {
                    int slot = JedisClusterCRC16.getSlot("rl:" + client.key());
                    return slot >= firstSlot(master) && slot < firstSlot(master + 1);
                })
                .findFirst()
                .orElseThrow();
    }

    private static int firstSlot(int master) {
        return master * SLOTS / 3;
    }

    /** Replication is asynchronous: whether {@code replica} has all that {@code master} has. */
    private static boolean hasAllOf(RedisServer replica, RedisServer master) {
        return info(replica, "replication")
                .contains("slave_repl_offset:" + value(info(master, "replication"), "master_repl_offset"));
    }

    private static String value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String info(RedisServer server, String section) {
        return text(server.send("INFO", section));
    }

    private static String text(Object bulk) {
        return new String((byte[]) bulk, US_ASCII);
    }
}
