package org.ytsize.api;

import java.util.Map;
import org.ytsize.ratelimit.Client;
import org.ytsize.ratelimit.Decision;

/** How callers are told what is left of their limit. */
final class RateLimitFields {
    /** The name of the only policy. */
    static final String POLICY = "default";

    private RateLimitFields() {}

    /** By draft-ietf-httpapi-ratelimit-headers-06, which the clients in the field read. */
    static Map<String, String> v1(Client client, Decision decision) {
        // As texts: for anything else Jersey looks for who writes it, in each answer.
        String limit = Integer.toString(client.limit().maxRequests());
        return Map.of(
                "RateLimit-Policy",
                limit + ";w=" + Answers.wholeSeconds(client.limit().window()),
                "RateLimit-Limit",
                limit,
                "RateLimit-Remaining",
                Integer.toString(decision.remaining()),
                "RateLimit-Reset",
                Long.toString(Answers.wholeSeconds(decision.reset())));
    }

    /** By draft-ietf-httpapi-ratelimit-headers-10. */
    static Map<String, String> v2(Client client, Decision decision) {
        String name = '"' + POLICY + '"';
        long window = Answers.wholeSeconds(client.limit().window());
        return Map.of(
                "RateLimit-Policy",
                name + ";q=" + client.limit().maxRequests() + ";w=" + window,
                "RateLimit",
                name + ";r=" + decision.remaining() + ";t=" + Answers.wholeSeconds(decision.reset()));
    }
}
