package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.ytsize.ratelimit.ClientAddress;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeQuestion;

/**
 * Watches each request from its first filter to its last byte: counts it, and writes one line about it. Thread-safe.
 *
 * <p>What else is known of a request, the HTTP face leaves in its properties under the names of the classes that tell it.
 */
@Provider
@Dependent
public class RequestListener implements ApplicationEventListener {
    private static final Logger LOG = Logger.getLogger(RequestListener.class.getName());
    private static final Logger ACCESS = Logger.getLogger("org.ytsize.access");

    private final RequestRecorder recorder;

    @Inject
    RequestListener(RequestRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // The application's own beginning and end are logged by the server.
    }

    @Override
    public RequestEventListener onRequest(RequestEvent begun) {
        recorder.begun();
        long begunNanos = System.nanoTime();
        return event -> {
            if (event.getType() == RequestEvent.Type.FINISHED) {
                onEnd(event, Duration.ofNanos(System.nanoTime() - begunNanos));
            }
        };
    }

    private void onEnd(RequestEvent event, Duration duration) {
        ContainerRequest request = event.getContainerRequest();
        ContainerResponse response = event.getContainerResponse();
        // Without a response the connection broke before there was anything to send.
        int status = response == null ? 499 : response.getStatus();
        String id = response == null ? "" : response.getHeaderString("X-Request-ID");
        boolean question = request.getProperty(SizeQuestion.class.getName()) != null;
        recorder.ended(status, duration, question);
        if (status == 500) {
            LOG.log(Level.SEVERE, event.getException(), () -> "request " + id + " failed unexpectedly");
        }
        if (ACCESS.isLoggable(Level.INFO)) {
            log(request, id, status, duration);
        }
    }

    private static void log(ContainerRequest request, String requestId, int status, Duration duration) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("requestId", requestId);
        fields.put("method", request.getMethod());
        fields.put("path", shortened(request.getPath(false)));
        fields.put("status", status);
        fields.put("durationMs", duration.toMillis());
        if (request.getProperty(ClientAddress.class.getName()) instanceof String client) {
            fields.put("client", client);
        }
        if (request.getProperty(SizeQuestion.class.getName()) instanceof SizeQuestion question) {
            fields.put("video", question.video().value());
        }
        if (request.getProperty(SizeAnswer.class.getName()) instanceof SizeAnswer.NoSizes none) {
            fields.put("code", none.failure().kind().code());
            fields.put("detail", shortened(none.failure().detail()));
        }
        LogRecord line = new LogRecord(Level.INFO, fields.toString());
        line.setLoggerName(ACCESS.getName());
        line.setParameters(new Object[] {fields});
        ACCESS.log(line);
    }

    /** One line of printable text: what callers and YouTube send must not be able to write log lines. */
    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
