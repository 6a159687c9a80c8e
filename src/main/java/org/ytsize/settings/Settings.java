package org.ytsize.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that can be set, read and checked as a whole. Immutable.
 *
 * @param service what the instance is and says of itself
 * @param access who may ask, and from which web pages
 * @param rateLimit how often one client may ask
 * @param redis where the shared counters are
 * @param ytDlp how yt-dlp is found and run
 * @param workers how many lookups run and wait
 * @param cache how much is remembered
 * @param cluster which instances run together
 */
public record Settings(
        ServiceSettings service,
        AccessSettings access,
        RateLimitSettings rateLimit,
        RedisSettings redis,
        YtDlpSettings ytDlp,
        WorkerSettings workers,
        CacheSettings cache,
        ClusterSettings cluster) {

    /**
     * Reads all settings.
     *
     * @param source a variable's value by its name, empty where it is not set
     * @throws InvalidSettingsException if any value is wrong; it names all of them
     */
    public static Settings from(Function<String, Optional<String>> source) {
        return read(new Variables(source));
    }

    static Settings read(Variables variables) {
        RateLimitSettings rateLimit = RateLimitSettings.read(variables);
        Settings settings = new Settings(
                ServiceSettings.read(variables),
                AccessSettings.read(variables, rateLimit.window()),
                rateLimit,
                RedisSettings.read(variables),
                YtDlpSettings.read(variables),
                WorkerSettings.read(variables),
                CacheSettings.read(variables),
                ClusterSettings.read(variables));
        variables.refuseIfFaulty();
        return settings;
    }
}
