package org.ytsize.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
 */
public record ServiceSettings(
        int port, String environment, String version, LogLevel logLevel, Optional<Secret> sentryDsn, ByteSize maxBody) {

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
                new ByteSize(variables.whole("MAX_BODY_BYTES", 65_536, 1_024, 16_777_216)));
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
