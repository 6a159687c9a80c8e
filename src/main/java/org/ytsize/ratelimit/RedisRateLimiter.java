package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.RedisGuard.Up;
import org.ytsize.settings.RedisSettings;
import org.ytsize.settings.RedisUrl;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One limit over all instances: an exact sliding window in Redis, by Redis' clock. While Redis cannot be asked, each instance decides by itself, as the
 * settings say. Thread-safe.
 *
 * <p>A caller waits for a connection and for an answer, for each its time-out at most, and not at all once somebody has found out that Redis does not
 * answer.
 */
final class RedisRateLimiter implements RateLimiter {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final long LOOK_EVERY_MILLIS = 500;

    private final RedisSettings settings;
    private final RedisConnections redis;
    private final RedisGuard guard;
    private final Denials denials;
    private final LocalWindows windows;
    private final IntSupplier instances;
    private final UniqueIds ids = new UniqueIds();
    private final Decisions decisions = new Decisions();
    /** One for each connection that callers may use; fair, so that on a busy host nobody is overtaken until his time is over. Jedis' own pool would let them wait for one, and then wait for Redis. */
    private final Semaphore free;

    private final ScheduledFuture<?> looks;

    /**
     * Looks for Redis at once, and again and again until it is closed.
     *
     * @param url where Redis is, by {@code settings}
     * @param instances that share the limit, this one included, as far as is known
     * @param timer runs the looks
     * @param ticker nanoseconds of a monotonic clock
     */
    RedisRateLimiter(
            RedisSettings settings,
            RedisUrl url,
            IntSupplier instances,
            ScheduledExecutorService timer,
            LongSupplier ticker) {
        this.settings = settings;
        this.redis = new RedisConnections(settings, url);
        this.guard = new RedisGuard(this::look, this::rehearse, redis::dropIdle, ticker);
        this.instances = instances;
        this.denials = new Denials(ticker);
        this.windows = new LocalWindows(ticker);
        this.free = new Semaphore(settings.connections(), true);
        guard.check();
        this.looks =
                timer.scheduleWithFixedDelay(guard::check, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Decision take(Client client, @Nullable String uniqueId) {
        Duration refused = denials.left(client);
        if (!refused.isZero()) {
            return decisions.counted(Source.MEMORY, new Decision(false, 0, refused));
        }
        Decision shared = ask(client, uniqueId);
        return shared == null ? decideAlone(client) : decisions.counted(Source.REDIS, shared);
    }

    @Override
    public LimiterStats stats() {
        Optional<String> trouble = Optional.ofNullable(guard.trouble());
        RedisStats stats = new RedisStats(
                trouble, guard.latency(), guard.failures(), guard.outages(), redis.active(), redis.idle());
        return new LimiterStats(
                trouble.isEmpty() ? Source.REDIS : alone(),
                decisions.allowed(),
                decisions.refused(),
                denials.size() + windows.size(),
                Optional.of(stats));
    }

    @Override
    public void close() {
        looks.cancel(false);
        redis.close();
    }

    /**
     * What Redis tells of itself.
     *
     * @throws JedisException where it does not answer
     */
    String info() {
        return redis.client().info();
    }

    private void look() {
        redis.connect();
        // Of a cluster, one node says nothing of the others: there, only callers find out.
        if (settings.mode() != RedisSettings.Mode.CLUSTER) {
            redis.client().ping();
        }
    }

    /** Where Redis is a cluster, the part of it counts that the client's key is in. */
    private void rehearse(String key) {
        redis.connect();
        redis.refresh();
        TakeScript.rehearse(redis.client(), key, ids.next());
    }

    /** Null where Redis has not decided. */
    private @Nullable Decision ask(Client client, @Nullable String uniqueId) {
        Up before = guard.up();
        if (before == null || !isFree(before, client)) {
            return null;
        }
        try {
            Up up = guard.up(); // others may have found out while this one waited
            return up == null ? null : ask(up, client, uniqueId == null ? ids.next() : uniqueId);
        } finally {
            free.release();
        }
    }

    private @Nullable Decision ask(Up up, Client client, String id) {
        try {
            Decision decision = TakeScript.run(redis.client(), client, id);
            if (!decision.allowed()) {
                denials.put(client, decision);
            }
            return decision;
        } catch (JedisException failure) {
            guard.failed(up, client.key(), failure);
            return null;
        }
    }

    /** Waits for a connection, and takes it. All of them are seldom in use for as long as that, unless Redis is slow. */
    private boolean isFree(Up up, Client client) {
        try {
            boolean taken = free.tryAcquire(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (!taken) {
                guard.failed(up, client.key(), new RedisBusyException());
            }
            return taken;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Decision decideAlone(Client client) {
        return decisions.counted(
                alone(),
                switch (settings.onFailure()) {
                    case LOCAL -> windows.take(client.share(instances.getAsInt()));
                    case OPEN ->
                        new Decision(
                                true,
                                client.limit().maxRequests() - 1,
                                client.limit().window());
                    case CLOSED -> new Decision(false, 0, ASK_AGAIN);
                });
    }

    private Source alone() {
        return switch (settings.onFailure()) {
            case LOCAL -> Source.LOCAL;
            case OPEN -> Source.OPEN;
            case CLOSED -> Source.CLOSED;
        };
    }
}
