package org.ytsize.ratelimit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.RedisSettings;
import org.ytsize.settings.RedisUrl;
import org.ytsize.settings.Secret;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.Delay;
import redis.clients.jedis.util.Pool;

/**
 * The connections to one Redis, to the master that its sentinels name, or to the nodes of a cluster. Thread-safe.
 *
 * <p>A cluster and sentinels have to be reached before there is a client for them, which may be long after the start.
 */
final class RedisConnections implements AutoCloseable {
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    /**
     * Besides those of callers: one for whoever looks whether Redis is there, and one for whoever asks how it is doing.
     */
    private static final int OWN = 2;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** A node may have moved, and the one that it moved to may not be ready: one more than the two that need it. */
    private static final int REDIRECTIONS = 3;

    private final RedisSettings settings;
    private final RedisUrl url;
    private volatile @Nullable UnifiedJedis client;

    /** @param url where Redis is, by {@code settings} */
    RedisConnections(RedisSettings settings, RedisUrl url) {
        this.settings = settings;
        this.url = url;
    }

    /**
     * The client of Redis.
     *
     * @throws JedisConnectionException if it was never reached
     */
    UnifiedJedis client() {
        UnifiedJedis connected = client;
        if (connected == null) {
            throw new JedisConnectionException("not reached yet");
        }
        return connected;
    }

    /**
     * Makes the client, if there is none yet.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if what has to be reached for that cannot be
     */
    synchronized void connect() {
        if (client == null) {
            client = switch (settings.mode()) {
                case SINGLE -> single();
                case SENTINEL -> sentinel();
                case CLUSTER -> cluster();
            };
        }
    }

    /** Finds out which node of a cluster has what, since that may have changed while it was away. */
    void refresh() {
        if (client instanceof RedisClusterClient cluster) {
            cluster.refreshClusterTopology();
        }
    }

    /** Closes all connections that nobody uses: of several that broke together, each would otherwise fail once more. */
    void dropIdle() {
        pools().forEach(Pool::clear);
    }

    int active() {
        return sum(Pool::getNumActive);
    }

    int idle() {
        return sum(Pool::getNumIdle);
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    private UnifiedJedis single() {
        return RedisClient.builder()
                .clientConfig(login())
                .poolConfig(pool())
                .hostAndPort(places(REDIS_PORT).iterator().next())
                .build();
    }

    private UnifiedJedis sentinel() {
        JedisClientConfig sentinels = transport(settings.sentinelPassword()).build();
        return RedisSentinelClient.builder()
                .clientConfig(login())
                .poolConfig(pool())
                .sentinels(places(SENTINEL_PORT))
                .masterName(settings.master().orElseThrow())
                .sentinelClientConfig(sentinels)
                .sentinelReconnectDelay(Delay.constant(LOOK_AGAIN))
                .build();
    }

    private UnifiedJedis cluster() {
        return RedisClusterClient.builder()
                .clientConfig(login())
                .poolConfig(pool())
                .nodes(places(REDIS_PORT))
                .maxAttempts(REDIRECTIONS)
                .maxTotalRetriesDuration(settings.timeout())
                .build();
    }

    private Set<HostAndPort> places(int usualPort) {
        return url.places().stream()
                .map(place -> new HostAndPort(unbracketed(place.host()), place.port() < 0 ? usualPort : place.port()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private JedisClientConfig login() {
        DefaultJedisClientConfig.Builder login = transport(url.password()).database(url.database());
        url.user().ifPresent(login::user);
        return login.build();
    }

    private DefaultJedisClientConfig.Builder transport(Optional<Secret> password) {
        int timeout = Math.toIntExact(settings.timeout().toMillis());
        DefaultJedisClientConfig.Builder transport = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeout)
                .socketTimeoutMillis(timeout)
                .clientName("ytsize")
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        password.map(Secret::reveal).ifPresent(transport::password);
        return url.tls() ? transport.sslOptions(tls()) : transport;
    }

    /** Its default is to check both who has signed a certificate and for which host. */
    private SslOptions tls() {
        SslOptions.Builder tls = SslOptions.builder();
        if (!settings.authorities().isEmpty()) {
            byte[] store = trustStore(settings.authorities());
            tls.trustStoreType("JKS").truststore(() -> new ByteArrayInputStream(store), new char[0]);
        }
        return tls.build();
    }

    private ConnectionPoolConfig pool() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(settings.connections() + OWN);
        pool.setMaxIdle(settings.connections() + OWN);
        pool.setMaxWait(settings.timeout());
        pool.setJmxEnabled(false);
        return pool;
    }

    private static byte[] trustStore(List<X509Certificate> authorities) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority " + store.size(), authority);
            }
            store.store(bytes, new char[0]);
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException cannotBe) {
            throw new IllegalStateException("every JDK has key stores in memory", cannotBe);
        }
    }

    private int sum(ToIntFunction<Pool<Connection>> number) {
        return pools().stream().mapToInt(number).sum();
    }

    private Collection<? extends Pool<Connection>> pools() {
        if (client instanceof RedisClient single) {
            return List.of(single.getPool());
        }
        if (client instanceof RedisSentinelClient master) {
            return master.getPrimaryNodesConnectionMap().values();
        }
        if (client instanceof RedisClusterClient cluster) {
            return cluster.getClusterNodes().values();
        }
        return List.of();
    }
}
