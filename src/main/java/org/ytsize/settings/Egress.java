package org.ytsize.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * An address to ask YouTube from: the host's own, or a proxy's. Immutable.
 *
 * @param name for health, metrics and logs: {@code direct}, or the proxy's scheme, host and port, never its user; of several with the same, the later
 *     ones have a number behind it
 * @param proxy address of the proxy, possibly with a password in it; empty for the host's own
 */
public record Egress(String name, Optional<Secret> proxy) {
    /** The host's own address. */
    public static final Egress DIRECT = new Egress("direct", Optional.empty());

    private static final Set<String> PROXY_SCHEMES = Set.of("http", "https", "socks4", "socks4a", "socks5", "socks5h");

    /** The egress that {@code text} means; empty where it means none. */
    static Optional<Egress> of(String text) {
        if (text.equals(DIRECT.name())) {
            return Optional.of(DIRECT);
        }
        try {
            URI uri = new URI(text);
            return HostAndPort.of(uri)
                    .filter(address -> PROXY_SCHEMES.contains(String.valueOf(uri.getScheme())) && address.hasPort())
                    .map(address -> new Egress(uri.getScheme() + "://" + address, Optional.of(new Secret(text))));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** The same, as the {@code number}th of that name. */
    Egress numbered(int number) {
        return new Egress(name + " #" + number, proxy);
    }
}
