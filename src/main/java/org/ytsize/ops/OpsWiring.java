package org.ytsize.ops;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.ytsize.cluster.Cluster;
import org.ytsize.cluster.ClusterReport;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.extract.YtDlp;
import org.ytsize.ratelimit.ApiKeys;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizeLookup;

/** Puts together what operators need. */
@Dependent
final class OpsWiring {
    /** Of the same sort: room for three traces that come line by line, and far from a thousand. */
    private static final int LINES_AN_HOUR = 100;

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

    @Produces
    @Singleton
    static LogLevels logLevels(Settings settings) {
        return new LogLevels(settings.service().logLevel());
    }

    @Produces
    @Singleton
    static OperatorCommands operatorCommands(Drain drain, LogLevels levels) {
        return new OperatorCommands(drain, levels);
    }

    /** Only where one is set. */
    @Produces
    @Singleton
    static RuntimeSocket runtimeSocket(
            Settings settings,
            OperatorCommands commands,
            ManagedExecutorService executor,
            ManagedScheduledExecutorService timer) {
        Path path = settings.service().opsSocket().orElseThrow();
        return new RuntimeSocket(path, commands::answer, executor, timer);
    }

    static void close(@Disposes RuntimeSocket socket) {
        socket.close();
    }

    /** Only where errors are reported. */
    @Produces
    @Singleton
    static ErrorReports errorReports(Settings settings, InstantSource clock) {
        return new ErrorReports(
                settings.service(),
                settings.service().sentryDsn().orElseThrow(),
                settings.ytDlp().egresses(),
                new Repeats(1, ErrorReports.SPACING, System::nanoTime),
                () -> ThreadLocalRandom.current().nextDouble(),
                clock);
    }

    static void close(@Disposes ErrorReports reports) {
        reports.close();
    }

    /** The process's log, which is there before anything else. */
    static JsonLog log() {
        JsonLog log = new JsonLog(new FileOutputStream(FileDescriptor.out));
        log.setFilter(repeatFilter(log::publish));
        return log;
    }

    /** Bounds what a handler writes; {@code notices} take what there is to tell of that, and should be that handler. */
    static RepeatFilter repeatFilter(Consumer<LogRecord> notices) {
        return new RepeatFilter(new Repeats(LINES_AN_HOUR, Duration.ofHours(1), System::nanoTime), notices);
    }

    @Produces
    @Singleton
    static InstantSource clock() {
        return InstantSource.system();
    }

    /** Nanoseconds of a monotonic clock. */
    @Produces
    @Singleton
    static LongSupplier ticker() {
        return System::nanoTime;
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

    /** What every report about the service is made of. */
    @Produces
    @Singleton
    static Supplier<Readings> readings(
            Settings settings,
            RequestRecorder requests,
            SizeLookup lookup,
            YtDlp ytDlp,
            RateLimiter limiter,
            ApiKeys keys,
            Cluster cluster,
            Drain drain,
            HealthReport health,
            InstantSource clock) {
        return () -> {
            ExtractorStats extractor = ytDlp.stats();
            return new Readings(
                    settings,
                    requests.stats(),
                    lookup.stats(),
                    lookup.cacheStats(),
                    extractor,
                    limiter.stats(),
                    keys.uses(),
                    cluster.stats(),
                    ProcessTree.read(extractor.serverPid()),
                    health.canServe(),
                    drain.isDraining(),
                    extractor
                            .releaseDay()
                            .map(day -> Duration.between(
                                    day.atStartOfDay(ZoneOffset.UTC).toInstant(), clock.instant())),
                    ServiceStart.lostLogLines());
        };
    }

    @Produces
    @Singleton
    static PrometheusText prometheusText(Supplier<Readings> readings) {
        return new PrometheusText(readings);
    }

    static void close(@Disposes PrometheusText text) {
        text.close();
    }

    /** Tells the others from now on. */
    @Produces
    @Singleton
    static ClusterReport clusterReport(
            Supplier<Readings> readings, Cluster cluster, InstantSource clock, ManagedScheduledExecutorService timer) {
        History history = new History(clock, System::nanoTime);
        ClusterStatus status =
                new ClusterStatus(readings, history, cluster.reports(ClusterStatus.SCHEMA), clock, System::nanoTime);
        long every = ClusterStatus.TELL_EVERY.toMillis();
        var unused = timer.scheduleAtFixedRate(status::tell, 0, every, TimeUnit.MILLISECONDS);
        return status;
    }

    /** Kept up to date from now on. */
    @Produces
    @Singleton
    static PlatformMetrics platformMetrics(
            MetricRegistry registry, Supplier<Readings> readings, ManagedScheduledExecutorService timer) {
        PlatformMetrics metrics = new PlatformMetrics(registry, readings, System::nanoTime);
        long every = PlatformMetrics.UPDATE_EVERY.toMillis();
        var unused = timer.scheduleAtFixedRate(metrics::update, 0, every, TimeUnit.MILLISECONDS);
        return metrics;
    }
}
