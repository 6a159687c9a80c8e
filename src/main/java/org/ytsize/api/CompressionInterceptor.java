package org.ytsize.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
@Priority(Order.COMPRESSION)
public class CompressionInterceptor implements WriterInterceptor {
    /** Below this, gzip's own 18 bytes and the CPU cost more than the network saves: it is one packet in any case. */
    private static final int WORTH_IT_BYTES = 1024;

    private final HttpServletRequest request;

    @Inject
    public CompressionInterceptor(HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        OutputStream wire = context.getOutputStream();
        ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        context.setOutputStream(gathered);
        context.proceed();
        context.setOutputStream(wire);
        MultivaluedMap<String, Object> headers = context.getHeaders();
        headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        boolean compress = gathered.size() >= WORTH_IT_BYTES
                && request.getHeader("x-no-compression") == null
                && acceptsGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        if (!compress) {
            gathered.writeTo(wire);
            return;
        }
        headers.putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        try (GZIPOutputStream gzip = new GZIPOutputStream(wire)) {
            gathered.writeTo(gzip);
        }
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
