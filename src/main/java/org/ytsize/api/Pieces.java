package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.server.ChunkedOutput;

/**
 * A body that is sent as it comes. No thread waits for it between two pieces; who writes one may have to wait for a slow caller. Thread-safe: pieces are
 * sent one after another.
 */
final class Pieces {
    private static final Logger LOG = Logger.getLogger(Pieces.class.getName());

    private final ChunkedOutput<byte[]> output = new ChunkedOutput<>(byte[].class);

    /** The answer to {@code request} that has them; it is not to be kept, by proxies on the way either. */
    Response.ResponseBuilder response(ContainerRequestContext request, String mediaType) {
        CompressionInterceptor.leaveAlone(request);
        return Response.ok(output)
                .header(HttpHeaders.CONTENT_TYPE, mediaType)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no"); // nginx's word for it
    }

    /** Sends {@code text}. Whoever has gone is told nothing more, and ends nothing else. */
    void write(String text) {
        try {
            output.write(text.getBytes(UTF_8));
        } catch (IOException | RuntimeException gone) {
            LOG.log(Level.FINE, "a caller has gone before the end", gone);
            end();
        }
    }

    /** That was all. */
    void end() {
        try {
            output.close();
        } catch (IOException | RuntimeException gone) {
            LOG.log(Level.FINE, "a caller has gone before the end", gone);
        }
    }

    boolean hasEnded() {
        return output.isClosed();
    }
}
