package org.ytsize.cluster;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The instances that are members of the server's data grid. Thread-safe. Of the classes here, only those with Grid or
 * Hazelcast in their names know Hazelcast, and they are loaded only where there is a cluster: there need be none on the
 * server.
 */
final class HazelcastCluster implements Cluster {
    private static final Duration QUICK = Duration.ofMillis(50);
    private static final Duration PATIENT = Duration.ofMillis(500);
    /** Memory that answers may take in each member, copies included. */
    private static final int MEGABYTES = 64;

    private final HazelcastInstance grid;
    private final GridCalls calls;

    private HazelcastCluster(HazelcastInstance grid, GridCalls calls) {
        this.grid = grid;
        this.calls = calls;
    }

    /**
     * Joins what the server has joined already.
     *
     * @param grid the server's own HazelcastInstance
     * @param executor goes on with what waits for the grid
     * @param ticker nanoseconds of a monotonic clock
     */
    static Cluster of(Object grid, Executor executor, LongSupplier ticker) {
        return of((HazelcastInstance) grid, QUICK, PATIENT, executor, ticker);
    }

    /** The same with other deadlines. */
    static Cluster of(
            HazelcastInstance grid, Duration quick, Duration patient, Executor executor, LongSupplier ticker) {
        return new HazelcastCluster(grid, new GridCalls(grid, quick, patient, executor, ticker));
    }

    @Override
    public SharedAnswers answers(int schema) {
        return new GridAnswers(grid, calls, schema);
    }

    @Override
    public SharedReports reports(int schema) {
        return new GridReports(grid, calls, schema);
    }

    @Override
    public ClusterStats stats() {
        return new ClusterStats(true, members(), calls.count(), calls.timeouts(), calls.failures());
    }

    private int members() {
        try {
            return Math.max(grid.getCluster().getMembers().size(), 1);
        } catch (HazelcastInstanceNotActiveException ended) {
            return 1;
        }
    }

    /**
     * A map of the grid. What it is like has to be the same in all members, or the grid refuses it: its name has the
     * schema in it. After a split, what the larger half knows stays, as the grid does by itself. Nobody waits for the
     * copy on another member: it is of no use in time if that one is frozen.
     */
    static <V> IMap<String, V> map(HazelcastInstance grid, String name) {
        MapConfig config = new MapConfig("ytsize-" + name)
                .setBackupCount(0)
                .setAsyncBackupCount(1)
                .setEvictionConfig(new EvictionConfig()
                        .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                        .setSize(MEGABYTES)
                        .setEvictionPolicy(EvictionPolicy.LRU));
        grid.getConfig().addMapConfig(config);
        return grid.getMap(config.getName());
    }
}
