package org.ytsize.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is a block of one.
 *
 * <p>An IPv4 address mapped into IPv6 ({@code ::ffff:10.0.0.1}, RFC 4291 section 2.5.5.2) is that IPv4 address.
 */
public final class Cidr {
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,3}");
    /** Beginning as an address does: what begins otherwise, the JDK would look up as a name. */
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*");

    private final byte[] network;
    private final int prefix;

    private Cidr(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** Reads {@code address} or {@code address/prefix}; empty if it is neither. Never asks a name server. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        byte[] network = address.get().getAddress();
        int bits = network.length * 8;
        if (slash < 0) {
            return Optional.of(new Cidr(network, bits));
        }
        String suffix = text.substring(slash + 1);
        if (!DECIMAL.matcher(suffix).matches() || Integer.parseInt(suffix) > bits) {
            return Optional.empty();
        }
        return Optional.of(new Cidr(network, Integer.parseInt(suffix)));
    }

    /** Reads an address that is written out; a host name, or anything else, is empty. Never asks a name server. */
    public static Optional<InetAddress> literal(String text) {
        boolean written = text.indexOf(':') >= 0 ? IPV6_CHARACTERS.matcher(text).matches() : isDottedQuad(text);
        if (!written) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether {@code address} lies in this block. */
    public boolean contains(InetAddress address) {
        byte[] candidate = address.getAddress();
        if (candidate.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
            if ((candidate[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDottedQuad(String text) {
        int parts = 1;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0) {
                parts++;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && digits < 3 && value * 10 + (c - '0') <= 255) {
                digits++;
                value = value * 10 + (c - '0');
            } else {
                return false;
            }
        }
        return parts == 4 && digits > 0;
    }
}
