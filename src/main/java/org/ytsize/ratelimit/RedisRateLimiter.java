package org.ytsize.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.ytsize.ratelimit.RedisGuard.Up;
import org.ytsize.settings.RedisSettings;
import org.ytsize.settings.RedisSettings.OnFailure;
import org.ytsize.settings.RedisUrl;
import org.ytsize.timing.Latencies;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One limit over all instances: an exact sliding window in Redis, by Redis' clock. While Redis cannot be asked, each
 * instance decides by itself, as the settings say. Thread-safe.
 *
 * <p>A caller waits for an answer for one time-out at most, and not at all once somebody has found out that Redis does
 * not answer.
 */
final class RedisRateLimiter implements RateLimiter {
    private static final Logger LOG = Logger.getLogger(RedisRateLimiter.class.getName());
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final long LOOK_EVERY_MILLIS = 500;

    private final RedisSettings settings;
    private final RedisConnections redis;
    private final RedisCalls calls;
    private final RedisGuard guard;
    private final Denials denials;
    private final LocalWindows windows;
    private final IntSupplier instances;
    private final UniqueIds ids = new UniqueIds();
    private final Decisions decisions = new Decisions();
    private final Latencies waits = new Latencies();
    private final LongSupplier ticker;
    private final ScheduledFuture<?> looks;

    /**
     * Looks for Redis at once, and again and again until it is closed.
     *
     * @param url where Redis is, by {@code settings}
     * @param instances that share the limit, this one included, as far as is known
     * @param executor gives it some threads until it is closed
     * @param timer runs the looks
     * @param ticker nanoseconds of a monotonic clock
     */
    RedisRateLimiter(
            RedisSettings settings,
            RedisUrl url,
            IntSupplier instances,
            Executor executor,
            ScheduledExecutorService timer,
            LongSupplier ticker) {
        this.settings = settings;
        this.redis = new RedisConnections(settings, url);
        boolean together = settings.mode() != RedisSettings.Mode.CLUSTER;
        this.calls = new RedisCalls(redis, together, settings.timeout(), settings.connections(), executor);
        this.guard = new RedisGuard(this::look, this::rehearse, () -> giveUp(executor), ticker);
        this.instances = instances;
        this.ticker = ticker;
        this.denials = new Denials(ticker);
        this.windows = new LocalWindows(ticker);
        guard.check();
        this.looks =
                timer.scheduleWithFixedDelay(guard::check, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Decision take(Client client, @Nullable String uniqueId) {
        Duration refused = denials.left(client);
        boolean mattersNow = guard.up() != null || settings.onFailure() != OnFailure.OPEN;
        if (mattersNow && !refused.isZero()) {
            return decisions.counted(Source.MEMORY, new Decision(false, 0, refused));
        }
        return ask(client, uniqueId)
                .map(shared -> decisions.counted(Source.REDIS, shared))
                .orElseGet(() -> decideAlone(client));
    }

    @Override
    public LimiterStats stats() {
        Optional<String> trouble = Optional.ofNullable(guard.trouble());
        RedisStats stats = new RedisStats(
                trouble,
                guard.latency(),
                waits.stats(),
                guard.failures(),
                guard.outages(),
                redis.active(),
                redis.idle());
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
        calls.close();
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
        if (settings.mode() == RedisSettings.Mode.CLUSTER) {
            // A cluster's client pings no node: of several, this is one. Of the others callers find out.
            TakeScript.rehearse(redis.client(), "", ids.next());
        } else {
            redis.client().ping();
        }
    }

    /** Where Redis is a cluster, the part of it counts that the client's key is in. */
    private void rehearse(String key) {
        redis.connect();
        redis.refresh();
        TakeScript.rehearse(redis.client(), key, ids.next());
    }

    /** Nobody is to wait for one that does not answer; closing connections, with TLS, is waiting too. */
    private void giveUp(Executor executor) {
        calls.drop();
        try {
            executor.execute(redis::dropIdle);
        } catch (RejectedExecutionException busy) {
            LOG.log(Level.FINE, "idle connections are left to break one by one", busy);
        }
    }

    /** Empty where Redis has not decided. */
    private Optional<Decision> ask(Client client, @Nullable String uniqueId) {
        Up up = guard.up();
        if (up == null) {
            return Optional.empty();
        }
        long begun = ticker.getAsLong();
        try {
            Optional<Decision> decision = calls.take(client, uniqueId == null ? ids.next() : uniqueId);
            decision.filter(any -> !any.allowed()).ifPresent(denial -> denials.put(client, denial));
            return decision;
        } catch (JedisException failure) {
            guard.failed(up, client.key(), failure);
            return Optional.empty();
        } finally {
            waits.record(Duration.ofNanos(ticker.getAsLong() - begun));
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
