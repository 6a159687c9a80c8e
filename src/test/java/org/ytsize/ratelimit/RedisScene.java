package org.ytsize.ratelimit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ytsize.settings.RateLimitSettings;
import org.ytsize.settings.RedisSettings;
import org.ytsize.settings.Settings;
import org.ytsize.stub.CertificateAuthority;
import org.ytsize.stub.RedisServer;

/** Limiters of several instances that share one real Redis, and what they write to the log. */
abstract class RedisScene {
    static final int MAX = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    /** Far more than it takes. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final Duration TIME_OUT = Duration.ofSeconds(2);
    /** By which a busy machine may be late; less than another time-out. */
    static final Duration SLACK = Duration.ofMillis(1_500);

    private static final Logger GUARD = Logger.getLogger(RedisGuard.class.getName());
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    final AtomicInteger instances = new AtomicInteger(1);
    final List<String> log = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<RedisRateLimiter> limiters = new ArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            synchronized (log) {
                log.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };

    @BeforeEach
    void listen() {
        GUARD.addHandler(listening);
        GUARD.setUseParentHandlers(false);
    }

    @AfterEach
    void endAll() {
        limiters.forEach(RedisRateLimiter::close);
        threads.shutdownNow();
        timer.shutdownNow();
        GUARD.removeHandler(listening);
        GUARD.setUseParentHandlers(true);
    }

    /**
     * The limiter of one more instance. Its time-out is long enough for a busy machine, unless {@code settings} say
     * otherwise.
     */
    final RedisRateLimiter limiter(String url, String... settings) {
        Map<String, String> variables =
                new HashMap<>(Map.of("REDIS_URL", url, "REDIS_TIMEOUT_MS", Long.toString(TIME_OUT.toMillis())));
        for (int i = 0; i < settings.length; i += 2) {
            variables.put(settings[i], settings[i + 1]);
        }
        RedisSettings redis =
                Settings.from(name -> Optional.ofNullable(variables.get(name))).redis();
        RedisRateLimiter limiter = new RedisRateLimiter(
                redis, redis.url().orElseThrow(), instances::get, threads, timer, System::nanoTime);
        limiters.add(limiter);
        return limiter;
    }

    /** What the service may do by server-config/redis/users.acl.example. */
    static String permissions() throws IOException {
        Path example = Path.of(System.getProperty("basedir", "."), "server-config", "redis", "users.acl.example");
        String service = Files.readAllLines(example).stream()
                .filter(line -> line.startsWith("user default "))
                .findFirst()
                .orElseThrow();
        return service.substring(service.indexOf("~"));
    }

    /** Has a user "limiter", who may do what the service may, and {@code more}. */
    static void admit(RedisServer server, String more) throws IOException {
        String rights = permissions() + " " + more;
        server.send("ACL", ("SETUSER limiter on >hunter2 " + rights.strip()).split(" ", -1));
    }

    /** A server's options to show the certificate of {@code made}, which is written to {@code directory}. */
    static List<String> tls(CertificateAuthority made, Path directory) throws IOException {
        return List.of(
                "--tls-cert-file",
                Files.writeString(directory.resolve("cert.pem"), made.hostPem()).toString(),
                "--tls-key-file",
                Files.writeString(directory.resolve("key.pem"), made.hostKeyPem())
                        .toString(),
                "--tls-auth-clients",
                "no");
    }

    /** Somebody who has not asked before. */
    static Client freshClient() {
        return freshClient(WINDOW, MAX);
    }

    static Client freshClient(Duration window, int max) {
        return new Client("198.18.0." + CLIENTS.incrementAndGet(), new RateLimitSettings(window, max));
    }

    /** How many of {@code requests} in a row are let through. */
    static int allowed(RateLimiter limiter, Client client, int requests) {
        int allowed = 0;
        for (int i = 0; i < requests; i++) {
            allowed += limiter.take(client, null).allowed() ? 1 : 0;
        }
        return allowed;
    }

    /** How many of {@code requests} at the same time are let through. */
    static int atOnce(int requests, RateLimiter limiter, Client client) throws Exception {
        return crowd(requests, limiter, client).allowed();
    }

    /** What {@code requests} at the same time meet. */
    static Crowd crowd(int requests, RateLimiter limiter, Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(requests);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            AtomicLong slowest = new AtomicLong();
            for (int i = 0; i < requests; i++) {
                answers.add(threads.submit(() -> {
                    long begun = System.nanoTime();
                    boolean allowed = limiter.take(client, null).allowed();
                    slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
                    return allowed;
                }));
            }
            int allowed = 0;
            for (Future<Boolean> answer : answers) {
                allowed += answer.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            return new Crowd(allowed, Duration.ofNanos(slowest.get()));
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * What several callers met.
     *
     * @param allowed how many were let through
     * @param slowest how long one of them waited at most
     */
    record Crowd(int allowed, Duration slowest) {}

    /** Clients who ask more often than they may, one after another in each of four threads, until it is closed. */
    static final class Run implements AutoCloseable {
        private static final int ASKED = MAX + 5;

        private final ExecutorService threads = Executors.newFixedThreadPool(4);
        private final List<Integer> allowed = new ArrayList<>();
        private volatile boolean ended;

        Run(RateLimiter limiter) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    while (!ended) {
                        int some = RedisScene.allowed(limiter, freshClient(), ASKED);
                        synchronized (allowed) {
                            allowed.add(some);
                        }
                        LockSupport.parkNanos(1_000_000); // The servers need the cores as well.
                    }
                });
            }
            goesOn();
        }

        /** Waits until more have had all their answers. */
        void goesOn() {
            int before = allowed().size();
            await().atMost(PATIENCE).until(() -> allowed().size() > before + 20);
        }

        /** What each was allowed, in the order of their ends. */
        List<Integer> allowed() {
            synchronized (allowed) {
                return List.copyOf(allowed);
            }
        }

        @Override
        public void close() {
            ended = true;
            threads.shutdown();
        }
    }

    List<String> logLines() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }
}
