package org.ytsize.ops;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;
import org.ytsize.settings.ServiceSettings;
import org.ytsize.settings.Settings;
import org.ytsize.stub.StubSentry;

/** A Sentry, and reports that are sent to it, by a ticker and dice that tests turn. Stubs end with it. */
final class SentryScene implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    final StubSentry sentry = StubSentry.start();
    final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    double dice = 0.5;
    final ErrorReports reports = reports(Map.of());

    /** Others to the same Sentry, with those variables besides. */
    ErrorReports reports(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "SENTRY_DSN", sentry.dsn(),
                "NODE_ENV", "staging",
                "API_VERSION", "9.9",
                "SENTRY_TRACES_SAMPLE_RATE", "0.01"));
        variables.putAll(more);
        ServiceSettings service =
                Settings.from(name -> Optional.ofNullable(variables.get(name))).service();
        return new ErrorReports(
                service,
                service.sentryDsn().orElseThrow(),
                List.of(
                        Egress.DIRECT,
                        new Egress("a", Optional.of(new Secret("http://me:word@proxy.internal.example:3128")))),
                new Repeats(1, ErrorReports.SPACING, ticker::get),
                () -> dice,
                () -> NOW);
    }

    @Override
    public void close() {
        sentry.close();
        reports.close();
    }
}
