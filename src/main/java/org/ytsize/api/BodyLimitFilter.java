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
        long length = declaredLength(request);
        if (length > maxBytes) {
            throw new BodyTooLargeException(maxBytes);
        }
        if (length < 0 && mayLookEndless(request)) {
            request.setEntityStream(InputStream.nullInputStream());
        } else if (request.hasEntity()) {
            request.setEntityStream(new LimitedStream(request.getEntityStream(), length, maxBytes));
        }
    }

    /** Negative where it is not declared, or not by a number that could be trusted: then the stream counts. */
    private static long declaredLength(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return !isChunked(request) && header != null && NUMBER.matcher(header).matches() ? Long.parseLong(header) : -1;
    }

    /**
     * By RFC 9112, 6.3, a request has no body that says nothing of one. But Grizzly takes whatever follows a request with {@code Upgrade} for the protocol that it
     * offers, and whoever then looks for a body waits for the caller to send something, or to go.
     */
    private static boolean mayLookEndless(ContainerRequestContext request) {
        return request.getHeaderString("Upgrade") != null && !isChunked(request);
    }

    private static boolean isChunked(ContainerRequestContext request) {
        return request.getHeaderString("Transfer-Encoding") != null;
    }

    /** Passes on so many bytes and no more. */
    private static final class LimitedStream extends FilterInputStream {
        private final long declared;
        private final long maxBytes;
        private long read;

        /** @param declared how many bytes there should be; negative where nobody has said */
        LimitedStream(InputStream in, long declared, long maxBytes) {
            super(in);
            this.declared = declared;
            this.maxBytes = maxBytes;
        }

        /** By what is declared, since the other way begins with 16 kB. */
        @Override
        public byte[] readAllBytes() throws IOException {
            return declared < 0 ? super.readAllBytes() : readNBytes((int) declared);
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
