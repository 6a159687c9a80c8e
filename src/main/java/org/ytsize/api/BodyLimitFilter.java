package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.Settings;

/** Refuses a body that is too large: at once where its length is declared, else while it is read. */
@Provider
@Dependent
@PreMatching
@Priority(Order.BODY_LIMIT)
public class BodyLimitFilter implements ContainerRequestFilter {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final long maxBytes;

    @Inject
    public BodyLimitFilter(Settings settings) {
        this.maxBytes = settings.service().maxBody().bytes();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (declaredLength(request.getHeaderString(HttpHeaders.CONTENT_LENGTH)) > maxBytes) {
            throw new BodyTooLargeException(maxBytes);
        }
        if (request.hasEntity()) {
            request.setEntityStream(new LimitedStream(request.getEntityStream(), maxBytes));
        }
    }

    /** Zero where there is no number that could be trusted: then the stream counts. */
    private static long declaredLength(@Nullable String header) {
        return header != null && NUMBER.matcher(header).matches() ? Long.parseLong(header) : 0;
    }

    /** Passes on so many bytes and no more. */
    private static final class LimitedStream extends FilterInputStream {
        private final long maxBytes;
        private long read;

        LimitedStream(InputStream in, long maxBytes) {
            super(in);
            this.maxBytes = maxBytes;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) {
            read += more;
            if (read > maxBytes) {
                throw new BodyTooLargeException(maxBytes);
            }
        }
    }
}
