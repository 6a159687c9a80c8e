package org.ytsize.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * Where the shared counters are.
 *
 * @param enabled whether they are to be shared at all
 * @param url {@code redis://} or {@code rediss://} address, with the password if that is where it is given
 * @param password the password, if it is given apart from the address
 */
public record RedisSettings(boolean enabled, Optional<Secret> url, Optional<Secret> password) {

    static RedisSettings read(Variables variables) {
        Optional<Secret> url = variables.secret("REDIS_URL", 1);
        url.filter(secret -> !isRedisUrl(secret.reveal()))
                .ifPresent(secret -> variables.fault(
                        "REDIS_URL", "must be redis://[:password@]host:port[/db] or the same with rediss://"));
        boolean enabled = variables.flag("REDIS_ENABLED", false) || url.isPresent();
        if (enabled && url.isEmpty()) {
            variables.fault("REDIS_URL", "must be set where REDIS_ENABLED is true");
        }
        return new RedisSettings(enabled, url, variables.secret("REDIS_PASSWORD", 1));
    }

    /** The address without user and password, to be shown. */
    public Optional<String> shownUrl() {
        return url.map(secret -> {
            URI uri = URI.create(secret.reveal());
            String place = HostAndPort.of(uri).map(HostAndPort::toString).orElse("");
            return uri.getScheme() + "://" + place + uri.getPath();
        });
    }

    private static boolean isRedisUrl(String text) {
        try {
            URI uri = new URI(text);
            return Set.of("redis", "rediss").contains(String.valueOf(uri.getScheme()))
                    && HostAndPort.of(uri)
                            .filter(place -> place.port() < 0 || place.hasPort())
                            .isPresent()
                    && uri.getPath().matches("(/\\d{0,3})?");
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
