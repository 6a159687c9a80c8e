package org.ytsize.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.ytsize.settings.RateLimitSettings;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The exact sliding window in Redis: {@code take.lua}, which decides and counts in one step. Thread-safe. */
final class TakeScript {
    private static final String KEYS = "rl:";
    /** It is written each time, and soon forgotten. */
    private static final RateLimitSettings REHEARSAL = new RateLimitSettings(Duration.ofSeconds(1), 1_000);

    private static final String SOURCE = source();
    /** The name that Redis gives a script: the SHA-1 of its text. */
    private static final String DIGEST = digest();

    private TakeScript() {}

    /**
     * Counts the request {@code id} of {@code client} in {@code redis}, if it is allowed.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis did not do so, or has not said that it did
     */
    static Decision run(UnifiedJedis redis, Client client, String id) {
        try {
            return decision(client, redis.evalsha(DIGEST, keys(client), arguments(client, id)));
        } catch (JedisNoScriptException unknown) {
            return teach(redis, client, id);
        }
    }

    /** Sends what {@link #run} does, to be read by {@link #read} once the pipeline is at its end. */
    static Response<Object> send(AbstractPipeline pipeline, Client client, String id) {
        return pipeline.evalsha(DIGEST, keys(client), arguments(client, id));
    }

    /**
     * What came of {@link #send}.
     *
     * @throws JedisNoScriptException if Redis did not know the script, and so did nothing
     * @throws redis.clients.jedis.exceptions.JedisException as {@link #run}
     */
    static Decision read(Response<Object> reply, Client client) {
        return decision(client, reply.get());
    }

    /**
     * Does the same where nobody is counted, beside the client of {@code key}: in a cluster, on the same node.
     *
     * @throws redis.clients.jedis.exceptions.JedisException as {@link #run}
     */
    static void rehearse(UnifiedJedis redis, String key, String id) {
        // Of a name with braces, only what is in them chooses the node (Redis' cluster specification, "Hash tags").
        var unused = run(redis, new Client("rehearsal:{" + KEYS + key + "}", REHEARSAL), id);
    }

    /**
     * Does what {@link #run} does where Redis does not know the script, and so has not run it: that is the one failure
     * after which it may be sent once more. From then on it knows the script.
     */
    static Decision teach(UnifiedJedis redis, Client client, String id) {
        return decision(client, redis.eval(SOURCE, keys(client), arguments(client, id)));
    }

    private static List<String> keys(Client client) {
        return List.of(KEYS + client.key());
    }

    private static List<String> arguments(Client client, String id) {
        return List.of(
                id,
                Integer.toString(client.limit().maxRequests()),
                Long.toString(client.limit().window().toNanos() / 1_000));
    }

    private static Decision decision(Client client, Object reply) {
        List<?> numbers = (List<?>) reply;
        boolean allowed = number(numbers, 0) == 1;
        int left = Math.max(client.limit().maxRequests() - Math.toIntExact(number(numbers, 1)), 0);
        return new Decision(
                allowed, left, ChronoUnit.MICROS.getDuration().multipliedBy(Math.max(number(numbers, 2), 1)));
    }

    private static long number(List<?> reply, int index) {
        return (Long) reply.get(index);
    }

    private static String source() {
        try (InputStream in = TakeScript.class.getResourceAsStream("take.lua")) {
            if (in == null) {
                throw new IllegalStateException("the build is incomplete: org/ytsize/ratelimit/take.lua is missing");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(SOURCE.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException incomplete) {
            throw new IllegalStateException("every JDK has SHA-1", incomplete);
        }
    }
}
