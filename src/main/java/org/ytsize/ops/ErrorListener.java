package org.ytsize.ops;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizeAnswer;
import org.ytsize.sizing.SizeQuestion;

/** Tells {@link ErrorReports}, where errors are reported, how each request has ended. Thread-safe. */
@Provider
@Dependent
public class ErrorListener implements ApplicationEventListener {
    private static final int INTERNAL_ERROR = 500;
    private static final int NO_RESPONSE = 0;

    private final @Nullable ErrorReports reports;
    private final LongSupplier ticker;

    @Inject
    ErrorListener(Settings settings, Instance<ErrorReports> reports) {
        this(settings.service().sentryDsn().isPresent() ? reports.get() : null, System::nanoTime);
    }

    private ErrorListener(@Nullable ErrorReports reports, LongSupplier ticker) {
        this.reports = reports;
        this.ticker = ticker;
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // The application's own beginning and end are no requests.
    }

    @Override
    public @Nullable RequestEventListener onRequest(RequestEvent begun) {
        return reports == null ? null : new Watch(reports, ticker);
    }

    /** One request. Its events come one after another, though not on one thread. */
    private static final class Watch implements RequestEventListener {
        private final ErrorReports reports;
        private final LongSupplier ticker;
        private final long begunNanos;
        private String id = "";
        private int status = NO_RESPONSE;
        private boolean question;
        private @Nullable Object answer;
        private @Nullable Throwable failure;

        Watch(ErrorReports reports, LongSupplier ticker) {
            this.reports = reports;
            this.ticker = ticker;
            this.begunNanos = ticker.getAsLong();
        }

        @Override
        public void onEvent(RequestEvent event) {
            // Once it is finished, the server has recycled an asynchronous request: what it was is noted before, and
            // told when nobody waits any more.
            if (event.getType() == RequestEvent.Type.RESP_FILTERS_FINISHED) {
                note(event);
            } else if (event.getType() == RequestEvent.Type.FINISHED && status != NO_RESPONSE) {
                tell(Duration.ofNanos(ticker.getAsLong() - begunNanos));
            }
        }

        private void note(RequestEvent event) {
            ContainerRequest request = event.getContainerRequest();
            id = String.valueOf(request.getProperty("X-Request-ID"));
            status = event.getContainerResponse().getStatus();
            question = request.getProperty(SizeQuestion.class.getName()) != null;
            answer = request.getProperty(SizeAnswer.class.getName());
            failure = event.getException();
        }

        private void tell(Duration took) {
            if (answer instanceof SizeAnswer.NoSizes none) {
                reports.failed(none.failure(), id);
            } else if (status == INTERNAL_ERROR) {
                reports.unexpected(failure, id);
            }
            if (question) {
                reports.answered(id, status, outcome(answer), took);
            }
        }

        private static String outcome(@Nullable Object answer) {
            if (answer instanceof SizeAnswer.NoSizes none) {
                return none.failure().kind().code();
            }
            return answer instanceof SizeAnswer.Sizes sizes
                    ? sizes.origin().kind().word()
                    : "none";
        }
    }
}
