package org.ytsize.cluster;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.ytsize.settings.ClusterSettings.Mode;
import org.ytsize.settings.Settings;

/** Finds out who else is there. */
@Dependent
@SuppressWarnings("BanJNDI") // The name is a constant of the server's.
final class ClusterWiring {
    private static final String GRID = "payara/Hazelcast";

    private ClusterWiring() {}

    @Produces
    @Singleton
    static Cluster cluster(Settings settings, ManagedExecutorService executor) {
        if (settings.cluster().mode() == Mode.NONE) {
            return Cluster.ALONE;
        }
        try {
            return HazelcastCluster.of(InitialContext.doLookup(GRID), executor, System::nanoTime);
        } catch (NamingException absent) {
            throw new IllegalStateException("CLUSTER_MODE is set, but this server has no data grid", absent);
        }
    }
}
