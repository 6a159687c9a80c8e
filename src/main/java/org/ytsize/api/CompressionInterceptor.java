package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends a body compressed where the client takes gzip and the body is worth it.
 *
 * <p>Bodies are small and complete, so they are gathered first: only then is it known whether compressing pays.
 */
@Provider
@Dependent
@PreMatching
@Priority(Order.COMPRESSION)
public class CompressionInterceptor implements ContainerRequestFilter, WriterInterceptor {
    /** Below this, gzip's own 18 bytes and the CPU cost more than the network saves: it is one packet in any case. */
    private static final int WORTH_IT_BYTES = 1024;

    private static final String WANTED = CompressionInterceptor.class.getName();

    /** Notes what the client takes: the answer may be written on a thread that no longer knows the request. */
    @Override
    public void filter(ContainerRequestContext request) {
        boolean wanted = request.getHeaderString("x-no-compression") == null
                && acceptsGzip(request.getHeaderString(HttpHeaders.ACCEPT_ENCODING));
        request.setProperty(WANTED, wanted);
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        boolean isSmall = context.getEntity() instanceof byte[] whole && whole.length < WORTH_IT_BYTES;
        // What is not wanted packed may also be a piece of a body that goes out as it comes.
        if (isSmall || !isWanted(context.getProperty(WANTED)) || isPacked(context)) {
            context.proceed();
            return;
        }
        OutputStream wire = context.getOutputStream();
        ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        context.setOutputStream(gathered);
        context.proceed();
        context.setOutputStream(wire);
        if (gathered.size() < WORTH_IT_BYTES) {
            gathered.writeTo(wire);
            return;
        }
        MultivaluedMap<String, Object> headers = context.getHeaders();
        headers.putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        try (GZIPOutputStream gzip = new GZIPOutputStream(wire)) {
            gathered.writeTo(gzip);
        }
    }

    /** Those bytes, packed. */
    static byte[] packed(byte[] body) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(body);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return small.toByteArray();
    }

    /** Whether the body of the answer to {@code request} may be packed. */
    static boolean mayPack(ContainerRequestContext request) {
        return isWanted(request.getProperty(WANTED));
    }

    /** Has the body of the answer to {@code request} sent as it comes. */
    static void leaveAlone(ContainerRequestContext request) {
        request.setProperty(WANTED, false);
    }

    private static boolean isWanted(@Nullable Object wanted) {
        return Boolean.TRUE.equals(wanted);
    }

    private static boolean isPacked(WriterInterceptorContext context) {
        return context.getHeaders().containsKey(HttpHeaders.CONTENT_ENCODING);
    }

    /** RFC 9110 section 12.5.3: named, or meant by {@code *}, and not with a weight of zero. */
    static boolean acceptsGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        boolean star = false;
        for (String item : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = item.strip().split("\\s*;\\s*", -1);
            boolean wanted = parts.length == 1 || !parts[1].matches("q=0(\\.0{0,3})?");
            if (parts[0].equals("gzip")) {
                return wanted;
            }
            star |= parts[0].equals("*") && wanted;
        }
        return star;
    }
}
