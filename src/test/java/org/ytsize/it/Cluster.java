package org.ytsize.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ytsize.stub.Balancer;
import org.ytsize.stub.Host;
import org.ytsize.stub.RedisServer;
import org.ytsize.stub.RuntimeSockets;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** Three instances that share a Redis, behind HAProxy, and a YouTube that they ask: all real but the last. Thread-safe, but for restarts. */
final class Cluster implements AutoCloseable {
    /** Far longer than anything takes here. */
    static final Duration LONG = Duration.ofSeconds(90);

    private static final int SIZE = 3;

    private final Map<String, String> settings;
    private final StubYouTube youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    private final RedisServer redis = RedisServer.start();
    private final List<Integer> gridPorts =
            Stream.generate(Host::freePort).limit(SIZE).toList();
    private final Path directory;
    private final List<Instance> instances;
    private final Balancer balancer;

    private Cluster(Path directory, Map<String, String> settings) {
        this.directory = directory;
        this.settings = settings;
        this.instances = new ArrayList<>(List.of(0, 1, 2).stream()
                .map(index -> CompletableFuture.supplyAsync(() -> Instance.start(youTube, settingsOf(index))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList());
        this.balancer = Balancer.start(instances.stream().map(Instance::port).toList());
    }

    static Cluster start(Map<String, String> settings) {
        try {
            return new Cluster(Files.createTempDirectory("cluster"), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StubYouTube youTube() {
        return youTube;
    }

    RedisServer redis() {
        return redis;
    }

    Balancer balancer() {
        return balancer;
    }

    /** One of them, counted from 1 as the balancer does. */
    Instance instance(int number) {
        return instances.get(number - 1);
    }

    Caller caller(int number) {
        return new Caller(instance(number).base());
    }

    /** Says an operator's word to one of them. */
    String say(int number, String word) throws IOException {
        return RuntimeSockets.say(socket(number - 1), word);
    }

    /** Starts that WAR in the place of one that has ended. */
    void restart(int number, Path war) {
        int port = instance(number).port();
        instance(number).close();
        instances.set(number - 1, Instance.start(youTube, settingsOf(number - 1), port, war));
    }

    /** Waits until each knows of all. */
    void awaitMembers() {
        for (int number = 1; number <= SIZE; number++) {
            Caller caller = caller(number);
            await().atMost(LONG)
                    .until(() -> caller.get("/health")
                                    .json()
                                    .getJsonObject("cluster")
                                    .getInt("members")
                            == SIZE);
        }
    }

    /** Load on the balancer that has begun. */
    Load load() {
        Load load = new Load(balancer.port(), List.of("load-one---", "load-two---", "load-three-"));
        load.goesOn();
        return load;
    }

    @Override
    public void close() {
        balancer.close();
        instances.forEach(Instance::close);
        redis.close();
        youTube.close();
        try {
            for (int index = 0; index < SIZE; index++) {
                Files.deleteIfExists(socket(index)); // of those that were killed
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settingsOf(int index) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("REDIS_URL", redis.url());
        all.put("OPS_SOCKET", socket(index).toString());
        all.put("TRUSTED_PROXIES", "127.0.0.1");
        all.put("CLUSTER_MODE", "tcpip");
        all.put(
                "CLUSTER_MEMBERS",
                gridPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        all.put("CLUSTER_PORT", gridPorts.get(index).toString());
        all.put("CLUSTER_INTERFACE", "127.0.0.1");
        return all;
    }

    private Path socket(int index) {
        return directory.resolve("ops-" + (index + 1));
    }
}
