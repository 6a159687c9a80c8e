package org.ytsize.ops;

import io.sentry.ILogger;
import io.sentry.SentryClient;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.SpanContext;
import io.sentry.TracesSamplingDecision;
import io.sentry.protocol.Message;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryTransaction;
import io.sentry.protocol.TransactionInfo;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ytsize.extract.Failure;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;
import org.ytsize.settings.ServiceSettings;

/**
 * Reports to a Sentry what has gone wrong by our own fault, at most once in {@link #SPACING} for each sort, and the times of some size questions. Thread-safe.
 *
 * <p>Nobody waits: {@value #MOST_WAITING} reports wait for the SDK's one thread, further ones are lost. A report says what is written here and no more: not what the
 * caller has sent or who it was, and of an exception the classes and places, but not the words, which may repeat what somebody has sent. The request's id
 * leads to those in the log.
 *
 * <p>This is the SDK's client without its global state: that would install a shutdown hook and look at threads and variables that are not ours.
 */
final class ErrorReports implements AutoCloseable {
    /** Longer than a breaker stays open, so that one opening is one report. */
    static final Duration SPACING = Duration.ofMinutes(5);

    /** The code of what nobody has expected. */
    static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    static final int MOST_WAITING = 30;
    /** All that the end of the process may cost. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(ErrorReports.class.getName());
    private static final int NETWORK_MILLIS = 5_000;
    /** IPv6, where two colons stand together or many are there, and IPv4. */
    private static final Pattern ADDRESSES = Pattern.compile(
            "(?<![\\w:])(?=[\\da-fA-F:]*::|([\\da-fA-F]+:){5})[\\da-fA-F:.]+" + "|\\b\\d{1,3}(\\.\\d{1,3}){3}\\b");

    /** What yt-dlp's words may begin with. */
    private static final Pattern VIDEO = Pattern.compile("\\[[\\w:]+] [\\w-]{11}: ");

    private final SentryClient client;
    private final List<Pattern> hosts;
    private final Repeats repeats;
    private final double sampleRate;
    private final DoubleSupplier dice;
    private final InstantSource clock;

    /**
     * @param egresses whose hosts are hidden
     * @param repeats lets each sort of error through
     * @param dice the next random number from 0 to below 1
     */
    ErrorReports(
            ServiceSettings service,
            Secret dsn,
            List<Egress> egresses,
            Repeats repeats,
            DoubleSupplier dice,
            InstantSource clock) {
        this.client = new SentryClient(options(service, dsn));
        this.hosts = egresses.stream()
                .flatMap(egress -> egress.proxy().stream())
                .map(proxy -> URI.create(proxy.reveal()).getHost())
                .map(host ->
                        Pattern.compile("(?<![\\w.-])" + Pattern.quote(host) + "(?![\\w-])", Pattern.CASE_INSENSITIVE))
                .toList();
        this.repeats = repeats;
        this.sampleRate = service.tracesSampleRate();
        this.dice = dice;
        this.clock = clock;
    }

    /** A lookup that has failed; one that tells of the video or the caller is none of Sentry's business. */
    void failed(Failure failure, String route, String requestId) {
        if (failure.kind().isToBeReported()) {
            report(List.of(failure.kind().code()), requestId, event -> {
                Message message = new Message();
                message.setFormatted(failure.kind().sentence());
                event.setMessage(message);
                event.setTag("kind", failure.kind().code());
                event.setTransaction(route);
                event.setExtra("detail", hidden(failure.detail()));
            });
        }
    }

    /** What nobody has expected. */
    void unexpected(@Nullable Throwable thrown, String requestId) {
        List<String> sort = List.of(
                INTERNAL_ERROR,
                thrown == null ? "none" : thrown.getClass().getName(),
                thrown == null ? "none" : ThrowSite.of(thrown));
        report(sort, requestId, event -> {
            event.setThrowable(thrown);
            event.setTag("kind", INTERNAL_ERROR);
        });
    }

    /** A size question that has been answered. Some are reported, by chance. */
    void answered(String route, String requestId, int status, String outcome, Duration took) {
        if (dice.getAsDouble() >= sampleRate) {
            return;
        }
        double end = clock.millis() / 1e3;
        SentryTransaction transaction = new SentryTransaction(
                route, end - took.toNanos() / 1e9, end, List.of(), Map.of(), new TransactionInfo("route"));
        transaction
                .getContexts()
                .setTrace(new SpanContext("http.server", new TracesSamplingDecision(true, sampleRate)));
        transaction.setTag("requestId", requestId);
        transaction.setTag("status", Integer.toString(status));
        transaction.setTag("outcome", outcome);
        client.captureTransaction(transaction, null, null, null, null);
    }

    /** Sends what waits, for as long as it may. */
    @Override
    public void close() {
        client.close();
    }

    private void report(List<String> sort, String requestId, Consumer<SentryEvent> more) {
        Optional<Repeats.Leave> leave = repeats.admit(String.join(" ", sort));
        if (leave.isPresent()) {
            SentryEvent event = new SentryEvent();
            event.setLevel(SentryLevel.ERROR);
            event.setFingerprints(sort);
            event.setTag("requestId", requestId);
            event.setExtra("leftOutSinceTheLast", leave.get().leftOut());
            more.accept(event);
            client.captureEvent(event, null, null);
        }
    }

    private static SentryOptions options(ServiceSettings service, Secret dsn) {
        SentryOptions options = new SentryOptions();
        options.setDsn(dsn.reveal());
        options.setRelease(service.version());
        options.setEnvironment(service.environment());
        // By default no data about people is sent (sendDefaultPii), and nothing here asks for any.
        options.setAttachServerName(false);
        options.setAttachStacktrace(false);
        options.setSendModules(false);
        options.addInAppInclude(ThrowSite.OURS);
        options.setMaxQueueSize(MOST_WAITING);
        options.setConnectionTimeoutMillis(NETWORK_MILLIS);
        options.setReadTimeoutMillis(NETWORK_MILLIS);
        options.setShutdownTimeoutMillis(PATIENCE.toMillis());
        options.setFlushTimeoutMillis(0); // Once more, after that.
        options.setDebug(true); // Or it would keep to itself what it cannot send.
        options.setDiagnosticLevel(SentryLevel.ERROR);
        options.setLogger(new Troubles());
        options.setBeforeSend((event, hint) -> withoutWords(event));
        options.setBeforeSendTransaction((transaction, hint) -> {
            transaction.setUser(null);
            return transaction;
        });
        return options;
    }

    private static SentryEvent withoutWords(SentryEvent event) {
        event.setUser(null);
        event.setRequest(null);
        event.setServerName(null);
        if (event.getExceptions() != null) {
            for (SentryException exception : event.getExceptions()) {
                exception.setValue(null);
            }
        }
        return event;
    }

    /** The text without addresses, the hosts of our own proxies, and the video that it is about. */
    String hidden(String text) {
        String hidden = VIDEO.matcher(text).replaceAll("");
        for (Pattern host : hosts) {
            hidden = host.matcher(hidden).replaceAll("(proxy)");
        }
        return ADDRESSES.matcher(hidden).replaceAll("(address)");
    }

    /** What the SDK tells of itself, of which that it could not send something is of interest. */
    private static final class Troubles implements ILogger {
        @Override
        public void log(SentryLevel level, String message, @Nullable Object... arguments) {
            // Comes once more, with its cause.
        }

        @Override
        public void log(SentryLevel level, String message, @Nullable Throwable cause) {
            // Of a report that could not be made; the request's own line is in the log.
        }

        @Override
        public void log(SentryLevel level, @Nullable Throwable failure, String message, @Nullable Object... arguments) {
            if (failure != null) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                LOG.log(Level.WARNING, "errors cannot be reported: {0}", cause.toString());
            }
        }

        @Override
        public boolean isEnabled(@Nullable SentryLevel level) {
            return level == SentryLevel.ERROR;
        }
    }
}
