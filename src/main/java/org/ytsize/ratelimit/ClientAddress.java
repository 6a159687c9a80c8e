package org.ytsize.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.Cidr;

/**
 * Finds out who asks, and by which key that client is counted. Thread-safe.
 *
 * <p>{@code X-Forwarded-For} is believed only as far as trusted proxies have written it: from the right to the first
 * address that is not one of theirs. What stands left of that, anybody may have sent.
 */
public final class ClientAddress {
    private static final int LONGEST_WALK = 32;

    private final List<Cidr> trusted;

    /** Believes the header of {@code trusted} peers. */
    public ClientAddress(List<Cidr> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * The client's address.
     *
     * @param peer address of the connection's other end, as the server writes it
     * @param forwardedFor all values of {@code X-Forwarded-For} in one comma list, or null
     * @return an address written out; {@code peer} itself where that is not an address
     */
    public String of(String peer, @Nullable String forwardedFor) {
        Optional<InetAddress> walked = Cidr.literal(withoutZone(peer));
        if (walked.isEmpty()) {
            return peer;
        }
        InetAddress client = walked.get();
        List<String> hops = forwardedFor == null ? List.of() : Arrays.asList(forwardedFor.split(",", -1));
        for (int hop = hops.size() - 1; hop >= Math.max(0, hops.size() - LONGEST_WALK) && isTrusted(client); hop--) {
            Optional<InetAddress> before =
                    Cidr.literal(withoutPort(hops.get(hop).strip()));
            if (before.isEmpty()) {
                break; // Not written by a proxy of ours: whoever sent it is the client.
            }
            client = before.get();
        }
        return client.getHostAddress();
    }

    /**
     * The key that an address is counted by: IPv4 as it is, IPv6 by its /64, which is what one subscriber has (RFC
     * 6177).
     */
    public static String key(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        Optional<InetAddress> parsed = Cidr.literal(address);
        if (parsed.isEmpty()) {
            return address;
        }
        if (!(parsed.get() instanceof Inet6Address)) {
            return parsed.get().getHostAddress();
        }
        byte[] bytes = parsed.get().getAddress();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 8; i += 2) {
            key.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return key.append(":/64").toString();
    }

    /** Whether {@code peer}, an address as the server writes it, is a proxy whose word is taken. */
    public boolean isProxy(String peer) {
        return Cidr.literal(withoutZone(peer)).filter(this::isTrusted).isPresent();
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /** Some proxies write {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }
}
