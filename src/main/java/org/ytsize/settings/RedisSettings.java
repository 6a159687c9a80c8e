package org.ytsize.settings;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the shared counters are, and what happens while they are away.
 *
 * @param url where Redis is; empty where instances count for themselves
 * @param mode what answers there
 * @param master name of the master that the sentinels watch, present where they are asked
 * @param sentinelPassword the sentinels' own password, if they have one
 * @param authorities whose certificates are believed instead of those that the JVM knows; empty for these
 * @param timeout to connect, and to wait for a connection or an answer, 10 ms to 5 s
 * @param connections by which requests are counted, 1 to 100
 * @param onFailure who decides while Redis cannot be asked
 */
public record RedisSettings(
        Optional<RedisUrl> url,
        Mode mode,
        Optional<String> master,
        Optional<Secret> sentinelPassword,
        List<X509Certificate> authorities,
        Duration timeout,
        int connections,
        OnFailure onFailure) {

    /** Connections where many requests go by each at once. */
    private static final int TOGETHER = 4;
    /** Connections where a node is asked for one request at a time: for all threads of a server at once within a time-out. */
    private static final int IN_A_CLUSTER = 32;

    /** What answers at the address, the words of the variable REDIS_MODE. */
    public enum Mode {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /** Who decides while Redis cannot be asked, the words of the variable RATE_LIMIT_ON_REDIS_FAILURE. */
    public enum OnFailure {
        /** Each instance holds its share of the limit. */
        LOCAL,
        /** Nobody: everybody may go ahead. */
        OPEN,
        /** Nobody: everybody is turned away. */
        CLOSED
    }

    static RedisSettings read(Variables variables) {
        Mode mode = Mode.valueOf(variables
                .oneOf("REDIS_MODE", "single", List.of("single", "sentinel", "cluster"))
                .toUpperCase(Locale.ROOT));
        Optional<RedisUrl> url = url(variables, mode);
        Optional<String> master = variables.text("REDIS_SENTINEL_MASTER");
        if (mode == Mode.SENTINEL && master.isEmpty()) {
            variables.fault("REDIS_SENTINEL_MASTER", "must be set where REDIS_MODE is sentinel");
        }
        return new RedisSettings(
                url,
                mode,
                master,
                variables.secret("REDIS_SENTINEL_PASSWORD", 1),
                variables.certificates("REDIS_CA_CERTS"),
                Duration.ofMillis(variables.whole("REDIS_TIMEOUT_MS", 150, 10, 5_000)),
                variables.integer("REDIS_MAX_CONNECTIONS", mode == Mode.CLUSTER ? IN_A_CLUSTER : TOGETHER, 1, 100),
                OnFailure.valueOf(variables
                        .oneOf("RATE_LIMIT_ON_REDIS_FAILURE", "local", List.of("local", "open", "closed"))
                        .toUpperCase(Locale.ROOT)));
    }

    /** Whether instances count together. */
    public boolean enabled() {
        return url.isPresent();
    }

    /** The address without user and password, to be shown. */
    public Optional<String> shownUrl() {
        return url.map(RedisUrl::shown);
    }

    private static Optional<RedisUrl> url(Variables variables, Mode mode) {
        Optional<Secret> text = variables.secret("REDIS_URL", 1);
        Optional<Secret> password = variables.secret("REDIS_PASSWORD", 1);
        boolean enabled = variables.flag("REDIS_ENABLED", text.isPresent());
        if (enabled && text.isEmpty()) {
            variables.fault("REDIS_URL", "must be set where REDIS_ENABLED is true");
        }
        Optional<RedisUrl> url = text.map(Secret::reveal).flatMap(RedisUrl::of);
        if (text.isPresent() && url.isEmpty()) {
            variables.fault("REDIS_URL", RedisUrl.RULE);
        }
        if (mode == Mode.SINGLE && url.filter(any -> any.places().size() > 1).isPresent()) {
            variables.fault("REDIS_URL", "must name one host where REDIS_MODE is single");
        }
        if (mode == Mode.CLUSTER && url.filter(any -> any.database() != 0).isPresent()) {
            variables.fault("REDIS_URL", "must not name a database where REDIS_MODE is cluster");
        }
        Optional<RedisUrl> wanted = enabled ? url : Optional.empty();
        return wanted.map(any -> password.map(any::withPassword).orElse(any));
    }
}
