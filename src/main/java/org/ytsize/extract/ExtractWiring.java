package org.ytsize.extract;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.ytsize.settings.Settings;

/** Puts the extractor together from the settings and the server's own threads. */
@Dependent
final class ExtractWiring {
    private ExtractWiring() {}

    @Produces
    @Singleton
    static YtDlp ytDlp(Settings settings, ManagedExecutorService executor, ManagedScheduledExecutorService timer) {
        Engines engines = new Engines(settings.ytDlp(), settings.workers(), executor);
        return new YtDlp(settings.ytDlp().path(), engines, timer, InstantSource.system());
    }

    static void close(@Disposes YtDlp ytDlp) {
        ytDlp.close();
    }
}
