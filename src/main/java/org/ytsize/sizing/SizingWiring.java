package org.ytsize.sizing;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.ytsize.cluster.Cluster;
import org.ytsize.extract.YtDlp;
import org.ytsize.settings.Settings;

/** Puts the main job together from what the other packages offer. */
@Dependent
final class SizingWiring {
    private SizingWiring() {}

    @Produces
    @Singleton
    static SizeLookup sizeLookup(
            Settings settings,
            YtDlp ytDlp,
            Cluster cluster,
            ManagedExecutorService executor,
            AnswerForm form,
            InstantSource clock) {
        RandomGenerator random = RandomGenerator.getDefault();
        SharedFindings shared = new SharedFindings(
                cluster.answers(SharedFindings.SCHEMA), settings.ytDlp().country(), clock);
        ResultCache cache = new ResultCache(settings.cache().max(), System::nanoTime);
        return new SizeLookup(
                new GuardedExtractor(ytDlp, settings, executor, random, System::nanoTime),
                cache,
                shared,
                new Elsewhere(shared, cache, executor, System::nanoTime),
                new Findings(form, clock),
                new Refreshes(System::nanoTime));
    }
}
