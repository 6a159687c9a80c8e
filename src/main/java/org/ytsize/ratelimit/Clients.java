package org.ytsize.ratelimit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.ApiKey;
import org.ytsize.settings.RateLimitSettings;

/** Tells as whom a request is counted. Thread-safe. */
public final class Clients {
    private final RateLimitSettings everybody;
    private final ApiKeys keys;

    /** @param everybody how often a client may ask that has no limit of its own */
    Clients(RateLimitSettings everybody, ApiKeys keys) {
        this.everybody = everybody;
        this.keys = keys;
    }

    /**
     * The client at {@code address} who shows {@code key}: counted by the key where that has a limit of its own, else
     * by the address.
     *
     * @param key null for none
     */
    public Client of(String address, @Nullable String key) {
        Optional<ApiKey> holder = keys.find(key, address);
        Optional<RateLimitSettings> own = holder.flatMap(ApiKey::limit);
        String counted = own.isPresent() ? "key:" + holder.orElseThrow().name() : ClientAddress.key(address);
        return new Client(counted, own.orElse(everybody), holder.map(ApiKey::name));
    }
}
