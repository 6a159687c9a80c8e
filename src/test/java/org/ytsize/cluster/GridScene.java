package org.ytsize.cluster;

import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ytsize.stub.Host;
import org.ytsize.stub.Line;

/** Two members of a real grid that know each other, and the line to each. */
final class GridScene implements AutoCloseable {
    /** Deadlines that a busy machine keeps. */
    static final Duration AMPLE = Duration.ofSeconds(5);

    private static final Duration VERY_AMPLE = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Line> lines = new ArrayList<>();
    private final List<HazelcastInstance> grids = new ArrayList<>();
    private final List<Cluster> clusters = new ArrayList<>();

    GridScene() {
        List<Integer> ports = List.of(Host.freePort(), Host.freePort());
        ports.forEach(port -> lines.add(Line.to(port)));
        String name = UUID.randomUUID().toString();
        for (int index = 0; index < 2; index++) {
            grids.add(Hazelcast.newHazelcastInstance(config(name, ports.get(index), lines.get(index))));
            clusters.add(HazelcastCluster.of(grids.get(index), AMPLE, VERY_AMPLE, threads, System::nanoTime));
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> members(0) == 2 && members(1) == 2);
        // What is on its way from one to the other when the line is blocked would keep its part of the grid busy.
        await().atMost(Duration.ofSeconds(90))
                .until(() -> grids.stream()
                        .allMatch(grid -> grid.getPartitionService().isClusterSafe()));
    }

    ExecutorService threads() {
        return threads;
    }

    List<Line> lines() {
        return lines;
    }

    List<HazelcastInstance> grids() {
        return grids;
    }

    List<Cluster> clusters() {
        return clusters;
    }

    int members(int member) {
        return clusters.get(member).stats().members();
    }

    @Override
    public void close() {
        lines.forEach(Line::free);
        grids.forEach(grid -> grid.getLifecycleService().terminate());
        lines.forEach(Line::close);
        threads.shutdownNow();
    }

    /** Each is known to the others by the line to it alone. */
    private Config config(String name, int port, Line line) {
        Config config = new Config().setClusterName(name);
        config.setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
                .setProperty("hazelcast.merge.first.run.delay.seconds", "2")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "2");
        config.getNetworkConfig()
                .setPort(port)
                .setPortAutoIncrement(false)
                .setPublicAddress("127.0.0.1:" + line.port())
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        lines.forEach(
                any -> config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + any.port()));
        return config;
    }
}
