package org.ytsize.settings;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an address leads to, without who goes there.
 *
 * @param host a name or a written-out address, IPv6 in brackets
 * @param port -1 where it does not say
 */
public record HostAndPort(String host, int port) {
    /** What follows user and password where a host has an underscore, as networks of containers have them: {@link URI} knows no such host. */
    private static final Pattern UNDERSCORED =
            Pattern.compile("(?:.*@)?(?=[^:]*_)(\\w[\\w-]*(?:\\.\\w[\\w-]*)*)(?::(\\d{1,5}))?");

    /** Empty where {@code address} has no host. */
    static Optional<HostAndPort> of(URI address) {
        if (address.getHost() != null) {
            return Optional.of(new HostAndPort(address.getHost(), address.getPort()));
        }
        Matcher authority = UNDERSCORED.matcher(String.valueOf(address.getRawAuthority()));
        if (!authority.matches()) {
            return Optional.empty();
        }
        return Optional.of(new HostAndPort(
                authority.group(1), authority.group(2) == null ? -1 : Integer.parseInt(authority.group(2))));
    }

    /** Whether its port is one that can be connected to. */
    boolean hasPort() {
        return port > 0 && port <= 65_535;
    }

    /** As in an address. */
    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
