package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeQuestion;

/**
 * Watches each request from its first filter to its last byte: counts it, and writes one line about it. Thread-safe.
 *
 * <p>What else is known of a request, the HTTP face leaves in its properties under the names of the classes that tell it, and
 * its name under that of its header.
 */
@Provider
@Dependent
public class RequestListener implements ApplicationEventListener {
    private static final Logger LOG = Logger.getLogger(RequestListener.class.getName());
    private static final Logger ACCESS = Logger.getLogger("org.ytsize.access");

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");
    private static final int INTERNAL_ERROR = 500;

    private final RequestRecorder recorder;
    private final LongSupplier ticker;
    private final Routes routes = new Routes();

    /** Counts with {@code recorder}. */
    @Inject
    RequestListener(RequestRecorder recorder) {
        this(recorder, System::nanoTime);
    }

    private RequestListener(RequestRecorder recorder, LongSupplier ticker) {
        this.recorder = recorder;
        this.ticker = ticker;
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // The application's own beginning and end are logged by the server.
    }

    @Override
    public RequestEventListener onRequest(RequestEvent begun) {
        recorder.begun();
        return new Watch(recorder, routes, ticker);
    }

    /** One request. Its events come one after another, though not on one thread. */
    private static final class Watch implements RequestEventListener {
        private final RequestRecorder recorder;
        private final Routes routes;
        private final LongSupplier ticker;
        private final long begunNanos;
        private final Map<String, Object> fields = new LinkedHashMap<>();
        /** Without a response the connection broke before there was anything to send; nginx's number for that. */
        private int status = 499;

        private String route = Routes.OTHER;
        private boolean question;

        Watch(RequestRecorder recorder, Routes routes, LongSupplier ticker) {
            this.recorder = recorder;
            this.routes = routes;
            this.ticker = ticker;
            this.begunNanos = ticker.getAsLong();
        }

        @Override
        public void onEvent(RequestEvent event) {
            // Once it is finished, the server has recycled an asynchronous request: what it was is noted before.
            if (event.getType() == RequestEvent.Type.RESP_FILTERS_FINISHED) {
                note(event);
            } else if (event.getType() == RequestEvent.Type.FINISHED) {
                Duration duration = Duration.ofNanos(ticker.getAsLong() - begunNanos);
                recorder.ended(route, status, duration, question);
                log(duration);
            }
        }

        private void note(RequestEvent event) {
            ContainerRequest request = event.getContainerRequest();
            String id = String.valueOf(request.getProperty("X-Request-ID"));
            status = event.getContainerResponse().getStatus();
            route = routes.name(event.getUriInfo().getMatchedResourceMethod());
            question = request.getProperty(SizeQuestion.class.getName()) != null;
            if (status == INTERNAL_ERROR) {
                LOG.log(Level.SEVERE, event.getException(), () -> "request " + id + " failed unexpectedly");
            }
            if (ACCESS.isLoggable(Level.INFO)) {
                describe(request, id);
            }
        }

        private void describe(ContainerRequest request, String id) {
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
            if (request.getProperty(SizeAnswer.class.getName()) instanceof SizeAnswer answer) {
                fields.put("cache", answer.origin().kind().word());
            }
            if (request.getProperty(SizeAnswer.class.getName()) instanceof SizeAnswer.NoSizes none) {
                fields.put("code", none.failure().kind().code());
                fields.put("detail", shortened(none.failure().detail()));
            }
        }

        private void log(Duration duration) {
            if (ACCESS.isLoggable(Level.INFO)) {
                fields.put("durationMs", duration.toMillis());
                LogRecord line = new LogRecord(Level.INFO, "{0}");
                line.setLoggerName(ACCESS.getName());
                line.setParameters(new Object[] {fields});
                ACCESS.log(line);
            }
        }
    }

    /** One line of printable text: what callers and YouTube send must not be able to write log lines. */
    private static String shortened(String text) {
        String line = CONTROLS.matcher(text).replaceAll(" ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
