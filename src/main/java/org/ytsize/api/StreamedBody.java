package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.server.ChunkedOutput;

/**
 * A body that is sent as it comes. No thread waits for it between two pieces; who writes one may have to wait for a slow caller. Thread-safe: pieces are
 * sent one after another.
 */
final class StreamedBody {
    private static final Logger LOG = Logger.getLogger(StreamedBody.class.getName());

    private final ChunkedOutput<byte[]> output;
    private final CompletableFuture<?> left;
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<List<Throwable>> ended = new CompletableFuture<>();
    private volatile boolean ending;

    /**
     * The answer to {@code request}, which is not to be packed. When it has ended is left in the request's properties, as a {@link CompletableFuture} of the faults
     * until then.
     */
    StreamedBody(ContainerRequestContext request) {
        this(request, new ChunkedOutput<>(byte[].class));
    }

    /** Sends into {@code output}. */
    StreamedBody(ContainerRequestContext request, ChunkedOutput<byte[]> output) {
        this.output = output;
        CompressionInterceptor.leaveAlone(request);
        request.setProperty(CompletableFuture.class.getName(), ended);
        this.left = FrontFilter.left(request);
    }

    /** The response that has them; it is not to be kept, by proxies on the way either. */
    Response.ResponseBuilder response(String mediaType) {
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

    /** Notes what nobody has expected, for whoever counts and logs the request: its status is on its way already. */
    void failed(Throwable fault) {
        faults.add(fault);
    }

    /**
     * That was all. While the request's own thread is still in there, Jersey would close the stream between two pieces that this thread sends, and the server would
     * not notice the end; so that thread ends it when it leaves.
     */
    void end() {
        ending = true;
        var unused = left.thenRun(this::close);
    }

    private void close() {
        try {
            output.close();
        } catch (IOException | RuntimeException gone) {
            LOG.log(Level.FINE, "a caller has gone before the end", gone);
        } finally {
            ended.complete(List.copyOf(faults));
        }
    }

    boolean hasEnded() {
        return ending || output.isClosed();
    }
}
