package org.ytsize.ratelimit;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Says what is wrong with Redis: in a word or two for whoever may ask, and in more for the log. */
final class RedisTrouble {
    /** The code before the text of an error reply (Redis' protocol specification, "Simple errors"). */
    private static final Pattern CODE = Pattern.compile("([A-Z]{2,20})( .*|$)", Pattern.DOTALL);

    private RedisTrouble() {}

    /** Never tells of hosts, users or paths. */
    static String of(RuntimeException failure) {
        for (Throwable cause : causes(failure)) {
            if (cause instanceof JedisDataException && cause.getMessage() != null) {
                Matcher code = CODE.matcher(cause.getMessage());
                return code.matches() ? code.group(1) : "error";
            } else if (cause instanceof SocketTimeoutException) {
                return "timed out";
            } else if (cause instanceof ConnectException) {
                return "cannot connect";
            } else if (cause instanceof UnknownHostException) {
                return "unknown host";
            } else if (cause instanceof SSLException) {
                return "no trusted TLS";
            }
        }
        return "connection lost";
    }

    /**
     * The innermost reason, on one line. Of what Redis answers only the code: it may repeat what it was sent, a
     * password too.
     */
    static String detail(RuntimeException failure) {
        List<Throwable> causes = causes(failure);
        Throwable innermost = causes.get(causes.size() - 1);
        if (innermost instanceof JedisDataException) {
            return "its answer";
        }
        String line = innermost.toString().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    /** Jedis hides the reason of some failures among those that it suppressed. */
    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < 10; cause = next(cause)) {
            causes.add(cause);
        }
        return causes;
    }

    private static @Nullable Throwable next(Throwable failure) {
        return failure.getCause() == null && failure.getSuppressed().length > 0
                ? failure.getSuppressed()[0]
                : failure.getCause();
    }
}
