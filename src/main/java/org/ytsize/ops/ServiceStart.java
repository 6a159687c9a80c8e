package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ytsize.cluster.ClusterReport;
import org.ytsize.ratelimit.RateLimiter;
import org.ytsize.settings.InvalidSettingsException;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizeLookup;

/**
 * Brings the service up when the server has started, or ends the process: Payara Micro by itself would go on without
 * the application, and call itself ready.
 */
@Dependent
final class ServiceStart {
    /** EX_CONFIG of sysexits.h. */
    private static final int BAD_CONFIGURATION = 78;
    /** EX_SOFTWARE of sysexits.h. */
    private static final int CANNOT_START = 70;

    /** Held here, since a logger that nobody holds forgets its handlers. */
    private static final Logger ROOT = Logger.getLogger("org.ytsize");

    private static final JsonLog LOG = OpsWiring.log();

    /** The server's own lines go to this one's handlers. */
    private static final Logger SERVER = Logger.getLogger("");

    private ServiceStart() {}

    static void onStart(
            @Observes Startup event,
            Instance<Settings> settings,
            Instance<SizeLookup> lookup,
            Instance<RateLimiter> limiter,
            Instance<Drain> drain,
            Instance<RuntimeSocket> socket,
            Instance<ClusterReport> status,
            Instance<PlatformMetrics> platformMetrics,
            Instance<LogLevels> levels,
            Instance<ErrorReports> reports,
            Begun begun) {
        Optional<ErrorReports> told = Optional.empty();
        try {
            Settings checked = settings.get();
            levels.get();
            if (!checked.service().isDevelopment()) {
                ROOT.addHandler(LOG);
                ROOT.setUseParentHandlers(false);
                boundServer();
            }
            told = checked.service().sentryDsn().map(dsn -> reports.get());
            lookup.get();
            limiter.get();
            drain.get().onSignals();
            checked.service().opsSocket().ifPresent(path -> socket.get());
            status.get();
            platformMetrics.get();
            begun.set();
        } catch (RuntimeException | LinkageError failure) {
            refuse(failure, told);
        }
    }

    /** The server says what it cannot read, with a trace each time: else whoever sends such requests could fill a disk. */
    private static void boundServer() {
        for (Handler handler : SERVER.getHandlers()) {
            if (handler.getFilter() == null) {
                handler.setFilter(OpsWiring.repeatFilter(handler::publish));
            }
        }
    }

    /** Loggers and their handlers are the process's, and may outlive this application. */
    static void onEnd(@Observes Shutdown event) {
        for (Handler handler : SERVER.getHandlers()) {
            if (handler.getFilter() instanceof RepeatFilter) {
                handler.setFilter(null);
            }
        }
        ROOT.setUseParentHandlers(true);
        ROOT.removeHandler(LOG);
        LOG.close();
    }

    /** Lines of the log that nobody will read, so far. */
    static long lostLogLines() {
        return LOG.lostLines();
    }

    private static void refuse(Throwable failure, Optional<ErrorReports> told) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingsException) {
                end("ytsize does not start: " + cause.getMessage(), BAD_CONFIGURATION);
            }
        }
        ROOT.log(Level.SEVERE, "the start failed", failure);
        told.ifPresent(reports -> {
            reports.unexpected(failure, "start");
            reports.close();
        });
        end("ytsize does not start: " + failure, CANNOT_START);
    }

    /** Past the server's log, whose lines come late, and without shutdown hooks, which write more of them. */
    private static void end(String reason, int status) {
        LOG.flush();
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        err.println(reason);
        Runtime.getRuntime().halt(status);
    }
}
