package org.ytsize.ratelimit;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/** Names for requests that no balancer has named: no two are the same, in this instance or another. Thread-safe. */
final class UniqueIds {
    private static final int RANDOM_BYTES = 12;
    private static final int RADIX = 36;

    private final String instance = random();
    private final AtomicLong last = new AtomicLong();

    String next() {
        return instance + Long.toString(last.incrementAndGet(), RADIX);
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
