package org.ytsize.ops;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import org.ytsize.cluster.Cluster;
import org.ytsize.extract.YtDlp;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizeLookup;

/** Puts together what operators need. */
@Dependent
final class OpsWiring {
    private OpsWiring() {}

    @Produces
    @Singleton
    static RequestRecorder requestRecorder() {
        return new RequestRecorder();
    }

    @Produces
    @Singleton
    static Begun begun() {
        return new Begun();
    }

    @Produces
    @Singleton
    static Checkers checkers() {
        return new Checkers(System::nanoTime);
    }

    @Produces
    @Singleton
    static Drain drain(RequestRecorder requests, Checkers checkers) {
        return new Drain(requests, checkers, System::nanoTime);
    }

    /** Only where one is set. */
    @Produces
    @Singleton
    static RuntimeSocket runtimeSocket(
            Settings settings, Drain drain, ManagedExecutorService executor, ManagedScheduledExecutorService timer) {
        Path path = settings.service().opsSocket().orElseThrow();
        return new RuntimeSocket(path, drain::command, executor, timer);
    }

    static void close(@Disposes RuntimeSocket socket) {
        socket.close();
    }

    @Produces
    @Singleton
    static InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    static HealthReport healthReport(
            Settings settings,
            YtDlp ytDlp,
            SizeLookup lookup,
            RateLimiter limiter,
            Cluster cluster,
            Drain drain,
            InstantSource clock) {
        return new HealthReport(
                settings, ytDlp::stats, lookup::stats, limiter::stats, cluster::stats, drain::isDraining, clock);
    }
}
