package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The instance's health by MicroProfile Health, for orchestrators: the same answers as {@code /health}, on the server's own path. */
@Dependent
final class Probes {
    private Probes() {}

    @Produces
    @Singleton
    @Readiness
    static HealthCheck ready(Begun begun, Instance<HealthReport> report) {
        return () -> HealthCheckResponse.named("ytsize-ready")
                .status(begun.get() && report.get().canServe())
                .build();
    }

    /** A JVM that answers is alive: everything that can die below it is restarted from within. */
    @Produces
    @Singleton
    @Liveness
    static HealthCheck alive() {
        return () -> HealthCheckResponse.up("ytsize-alive");
    }

    /** Until then, whoever starts instances has to be patient with this one. */
    @Produces
    @Singleton
    @Startup
    static HealthCheck started(Begun begun) {
        return () ->
                HealthCheckResponse.named("ytsize-started").status(begun.get()).build();
    }
}
