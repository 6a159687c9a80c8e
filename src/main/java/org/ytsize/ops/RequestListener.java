package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeQuestion;

/**
 * Watches each request from its first filter to its last byte: counts it, writes one line about it, and reports what was our fault. Thread-safe.
 *
 * <p>What else is known of a request, the HTTP face leaves in its properties under the names of the classes that tell it, and
 * its name under that of its header. What is answered piece by piece is finished for Jersey with its first piece: there a {@link CompletableFuture} tells of the end,
 * with what nobody has expected until then. The answer is there as a future, those to many questions as a list of them.
 */
@Provider
@Dependent
public class RequestListener implements ApplicationEventListener {
    private static final Logger LOG = Logger.getLogger(RequestListener.class.getName());
    private static final Logger ACCESS = Logger.getLogger("org.ytsize.access");

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    private final RequestRecorder recorder;
    private final @Nullable ErrorReports reports;
    private final LongSupplier ticker;
    private final Routes routes = new Routes();

    /** Counts with {@code recorder}; has {@code reports} only where errors are reported. */
    @Inject
    RequestListener(RequestRecorder recorder, Settings settings, Instance<ErrorReports> reports) {
        this(recorder, settings.service().sentryDsn().isPresent() ? reports.get() : null, System::nanoTime);
    }

    RequestListener(RequestRecorder recorder, @Nullable ErrorReports reports, LongSupplier ticker) {
        this.recorder = recorder;
        this.reports = reports;
        this.ticker = ticker;
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // The application's own beginning and end are logged by the server.
    }

    @Override
    public RequestEventListener onRequest(RequestEvent begun) {
        recorder.begun();
        return new Watch();
    }

    /** One request. Its events come one after another, though not on one thread. */
    private final class Watch implements RequestEventListener {
        private final long begunNanos = ticker.getAsLong();
        private final Map<String, Object> fields = new LinkedHashMap<>();
        private String id = "";
        private String route = Routes.OTHER;
        /** What the server answers by itself where there is no response. */
        private int status = SERVER_ERROR;

        private boolean question;
        private CompletableFuture<?> end = CompletableFuture.completedFuture(null);
        private @Nullable Object answer;
        private @Nullable Throwable failure;

        @Override
        public void onEvent(RequestEvent event) {
            // Once it is finished, the server has recycled an asynchronous request: what it was is noted before.
            if (event.getType() == RequestEvent.Type.RESP_FILTERS_FINISHED) {
                note(event);
            } else if (event.getType() == RequestEvent.Type.FINISHED) {
                var unused = end.thenAccept(faults -> end(faults instanceof List<?> some ? some : List.of()));
            }
        }

        private void note(RequestEvent event) {
            ContainerRequest request = event.getContainerRequest();
            id = String.valueOf(request.getProperty("X-Request-ID"));
            status = event.getContainerResponse().getStatus();
            route = routes.name(event.getUriInfo().getMatchedResourceMethod());
            question = request.getProperty(SizeQuestion.class.getName()) != null;
            answer = request.getProperty(SizeAnswer.class.getName());
            failure = event.getException();
            if (event.getContainerResponse().isChunked()
                    && request.getProperty(CompletableFuture.class.getName()) instanceof CompletableFuture<?> ends) {
                end = ends;
            }
            if (answer instanceof List<?> many) {
                many.forEach(this::noteOneOfMany);
            }
            if (ACCESS.isLoggable(Level.INFO)) {
                describe(request);
            }
        }

        private void noteOneOfMany(Object one) {
            if (one instanceof CompletableFuture<?> later) {
                var unused = later.whenComplete((told, broken) -> {
                    recorder.answered(duration());
                    report(told);
                });
            }
        }

        /** @param faults what went wrong unexpectedly, each a {@link Throwable}, while the rest was sent */
        private void end(List<?> faults) {
            Object told = known(answer);
            // Of what is sent piece by piece, the status is on its way before the outcome is known.
            int outcome = status;
            if (!faults.isEmpty()) {
                outcome = SERVER_ERROR;
            } else if (told instanceof SizeAnswer.NoSizes none && status == OK) {
                outcome = none.failure().kind().status();
            }
            Duration duration = duration();
            recorder.ended(route, outcome, duration);
            if (question) {
                recorder.answered(duration);
            }
            report(told);
            faults.forEach(fault -> reportUnexpected((Throwable) fault));
            if (ACCESS.isLoggable(Level.INFO)) {
                log(told, faults, duration);
            }
        }

        private Duration duration() {
            return Duration.ofNanos(ticker.getAsLong() - begunNanos);
        }

        private void report(@Nullable Object told) {
            if (status == SERVER_ERROR && !(told instanceof SizeAnswer)) {
                reportUnexpected(failure);
            }
            if (reports == null) {
                return;
            }
            if (told instanceof SizeAnswer.NoSizes none) {
                reports.failed(none.failure(), route, id);
            }
            if (question || told instanceof SizeAnswer) {
                reports.answered(route, id, status, outcome(told), duration());
            }
        }

        private void reportUnexpected(@Nullable Throwable thrown) {
            // What comes out of a chain of futures is wrapped, and all of it would look the same.
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            Map<String, Object> trouble = new LinkedHashMap<>();
            trouble.put("message", "a request failed unexpectedly");
            trouble.put("requestId", id);
            trouble.put("route", route);
            write(LOG, Level.SEVERE, trouble, cause);
            if (reports != null) {
                reports.unexpected(cause, id);
            }
        }

        private static String outcome(@Nullable Object told) {
            if (told instanceof SizeAnswer.NoSizes none) {
                return none.failure().kind().code();
            }
            return told instanceof SizeAnswer.Sizes sizes
                    ? sizes.origin().kind().word()
                    : "none";
        }

        private void describe(ContainerRequest request) {
            fields.put("message", "request");
            fields.put("requestId", id);
            fields.put("method", request.getMethod());
            fields.put("route", route);
            fields.put("path", shortened(request.getPath(false)));
            fields.put("status", status);
            if (request.getProperty(ClientAddress.class.getName()) instanceof String client) {
                fields.put("client", client);
            }
            if (request.getProperty(Client.class.getName()) instanceof Client counted) {
                counted.apiKey().ifPresent(name -> fields.put("key", name));
            }
            if (request.getProperty(SizeQuestion.class.getName()) instanceof SizeQuestion asked) {
                fields.put("video", asked.video().value());
            }
        }

        private void log(@Nullable Object told, List<?> faults, Duration duration) {
            if (told instanceof SizeAnswer known) {
                fields.put("cache", known.origin().kind().word());
            }
            if (told instanceof SizeAnswer.NoSizes none) {
                fields.put("code", none.failure().kind().code());
                fields.put("detail", shortened(none.failure().detail()));
            }
            if (told instanceof List<?> many) {
                fields.put("videos", many.size());
                Map<String, Integer> codes = codes(many, faults.size());
                if (!codes.isEmpty()) {
                    fields.put("codes", codes);
                }
            } else if (!faults.isEmpty()) {
                fields.put("code", ErrorReports.INTERNAL_ERROR);
            }
            fields.put("durationMs", duration.toMillis());
            write(ACCESS, Level.INFO, fields, null);
        }
    }

    /** Those of a batch's answers that have no sizes. */
    private static Map<String, Integer> codes(List<?> answers, int faults) {
        Map<String, Integer> codes = new TreeMap<>();
        if (faults > 0) {
            codes.put(ErrorReports.INTERNAL_ERROR, faults);
        }
        for (Object answer : answers) {
            if (known(answer) instanceof SizeAnswer.NoSizes none) {
                codes.merge(none.failure().kind().code(), 1, Integer::sum);
            }
        }
        return codes;
    }

    /** The answer itself, where it is there. */
    private static @Nullable Object known(@Nullable Object answer) {
        return answer instanceof CompletableFuture<?> later && later.isDone() && !later.isCompletedExceptionally()
                ? later.getNow(null)
                : answer;
    }

    private static void write(Logger logger, Level level, Map<String, Object> fields, @Nullable Throwable thrown) {
        LogRecord line = new LogRecord(level, "{0}");
        line.setLoggerName(logger.getName());
        line.setParameters(new Object[] {fields});
        line.setThrown(thrown);
        logger.log(line);
    }

    /** One line of printable text: what callers and YouTube send must not be able to write log lines. */
    private static String shortened(String text) {
        String line = CONTROLS.matcher(text).replaceAll(" ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
