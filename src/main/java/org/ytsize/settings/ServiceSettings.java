package org.ytsize.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the instance is and says of itself.
 *
 * @param port TCP port that the server listens on, 1 to 65535
 * @param environment name of the environment, shown in health; {@code development} makes logs human-readable
 * @param version version that answers carry, the build's unless it is set
 * @param logLevel from which level on events are logged
 * @param sentryDsn where errors are reported, if anywhere; an address that Sentry's SDK can read
 * @param tracesSampleRate the share of size questions whose times are reported as well, 0 to 1
 * @param maxBody largest request body
 * @param opsSocket where operators on the host tell the instance to drain, or what to log, if anywhere
 */
public record ServiceSettings(
        int port,
        String environment,
        String version,
        LogLevel logLevel,
        Optional<Secret> sentryDsn,
        double tracesSampleRate,
        ByteSize maxBody,
        Optional<Path> opsSocket) {

    /** A Unix domain socket's address has room for 107 bytes (unix(7)). */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final Set<String> DSN_SCHEMES = Set.of("http", "https");
    /** The second one is of old DSNs. */
    private static final Pattern DSN_KEYS = Pattern.compile("[^:@]+(:[^@]*)?");

    private static final Pattern DSN_PATH = Pattern.compile("(/[^/]+)+/?");

    /** How much is logged, the words of the variable LOG_LEVEL. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    static ServiceSettings read(Variables variables) {
        return new ServiceSettings(
                variables.integer("PORT", 3000, 1, 65_535),
                variables.text("NODE_ENV", "production"),
                variables.text("API_VERSION").orElseGet(ServiceSettings::buildVersion),
                LogLevel.valueOf(variables
                        .oneOf("LOG_LEVEL", "info", List.of("error", "warn", "info", "debug"))
                        .toUpperCase(Locale.ROOT)),
                sentryDsn(variables),
                variables.share("SENTRY_TRACES_SAMPLE_RATE", "0"),
                new ByteSize(variables.whole("MAX_BODY_BYTES", 65_536, 1_024, 16_777_216)),
                opsSocket(variables));
    }

    private static Optional<Secret> sentryDsn(Variables variables) {
        Optional<Secret> dsn = variables.secret("SENTRY_DSN", 1);
        Optional<Secret> usable = dsn.filter(any -> isDsn(any.reveal()));
        if (dsn.isPresent() && usable.isEmpty()) {
            variables.fault("SENTRY_DSN", "must be the DSN that Sentry shows, https://KEY@HOST/PROJECT");
        }
        return usable;
    }

    private static boolean isDsn(String text) {
        try {
            URI uri = new URI(text);
            return DSN_SCHEMES.contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() != null
                    && DSN_KEYS.matcher(uri.getUserInfo()).matches()
                    && DSN_PATH.matcher(uri.getPath()).matches()
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException senseless) {
            return false;
        }
    }

    private static Optional<Path> opsSocket(Variables variables) {
        Optional<String> text = variables.text("OPS_SOCKET");
        Optional<Path> path = text.filter(any -> any.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH)
                .flatMap(Variables::path)
                .filter(any -> any.isAbsolute() && any.getParent() != null && Files.isDirectory(any.getParent()));
        if (text.isPresent() && path.isEmpty()) {
            variables.fault(
                    "OPS_SOCKET",
                    "must be an absolute path of at most " + LONGEST_SOCKET_PATH
                            + " bytes in a directory that is there, was " + Variables.shown(text.get()));
        }
        return path;
    }

    /** Whether people, not machines, read the logs. */
    public boolean isDevelopment() {
        return environment.equals("development");
    }

    private static String buildVersion() {
        try (InputStream in = ServiceSettings.class.getResourceAsStream("/org/ytsize/build.properties")) {
            if (in == null) {
                throw new IllegalStateException("the build is incomplete: org/ytsize/build.properties is missing");
            }
            Properties build = new Properties();
            build.load(in);
            return build.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
