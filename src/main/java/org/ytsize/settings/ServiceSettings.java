package org.ytsize.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What the instance is and says of itself.
 *
 * @param port TCP port that the server listens on, 1 to 65535
 * @param environment name of the environment, shown in health; {@code development} makes logs human-readable
 * @param version version that answers carry, the build's unless it is set
 * @param logLevel from which level on events are logged
 * @param sentryDsn where errors are reported, if anywhere
 * @param maxBody largest request body
 * @param opsSocket where operators on the host tell the instance to drain, if anywhere
 */
public record ServiceSettings(
        int port,
        String environment,
        String version,
        LogLevel logLevel,
        Optional<Secret> sentryDsn,
        ByteSize maxBody,
        Optional<Path> opsSocket) {

    /** A Unix domain socket's address has room for 107 bytes (unix(7)). */
    private static final int LONGEST_SOCKET_PATH = 107;

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
                variables.secret("SENTRY_DSN", 1),
                new ByteSize(variables.whole("MAX_BODY_BYTES", 65_536, 1_024, 16_777_216)),
                opsSocket(variables));
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
