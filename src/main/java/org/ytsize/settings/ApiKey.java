package org.ytsize.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who has a key.
 *
 * @param name for logs, metrics and the rate limit; 1 to 40 of {@code A-Za-z0-9._-}
 * @param digest SHA-256 of the key, as 64 hexadecimal digits in small letters
 * @param limit how often all who use it may ask together; empty where each is counted by address, as anybody is
 * @param blocks from where it may be used; none for everywhere
 * @param expires when it ends to be a key, if it does
 */
public record ApiKey(
        String name, String digest, Optional<RateLimitSettings> limit, List<Cidr> blocks, Optional<Instant> expires) {

    /** What the key {@code key} is known by. Whoever knows that cannot find the key, so that it needs no comparison in constant time. */
    public static String digestOf(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException incomplete) {
            throw new IllegalStateException("every JDK has SHA-256", incomplete);
        }
    }

    /** The key that the variable API_KEY sets. */
    static ApiKey ofVariable(Secret key) {
        return new ApiKey(
                ApiKeyFile.OF_VARIABLE, digestOf(key.reveal()), Optional.empty(), List.of(), Optional.empty());
    }

    /** Whether it may be used from there and then. */
    public boolean isGood(Optional<InetAddress> from, Instant now) {
        boolean isPlace = blocks.isEmpty()
                || from.filter(address -> blocks.stream().anyMatch(block -> block.contains(address)))
                        .isPresent();
        return isPlace && expires.filter(end -> !now.isBefore(end)).isEmpty();
    }
}
