package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.ytsize.extract.YtDlp;
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
    static Drain drain(RequestRecorder requests) {
        return new Drain(requests);
    }

    @Produces
    @Singleton
    static InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    static HealthReport healthReport(
            Settings settings, YtDlp ytDlp, SizeLookup lookup, Drain drain, InstantSource clock) {
        return new HealthReport(settings, ytDlp::stats, lookup::stats, drain::isDraining, clock);
    }
}
