package org.ytsize.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.settings.RateLimitSettings;
import org.ytsize.stub.CountedRequests;
import org.ytsize.stub.RedisServer;

/** The window that several instances share, while Redis is well. */
@SuppressWarnings("NullAway.Init") // JUnit fills the field before the first test.
@Timeout(120)
final class SharedWindowIT extends RedisScene {
    private static RedisServer redis;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void countsDown_overAllInstances_andRefusesOneMoreThanTheMaximum() {
        RateLimiter one = limiter(redis.url());
        RateLimiter other = limiter(redis.url());
        Client client = freshClient(WINDOW, 3);

        assertThat(one.take(client, null)).isEqualTo(new Decision(true, 2, WINDOW));
        Decision second = other.take(client, null);
        assertThat(second.remaining()).isEqualTo(1);
        assertThat(second.reset()).isLessThan(WINDOW).isGreaterThan(Duration.ofSeconds(1));
        assertThat(one.take(client, null).remaining()).isZero();

        for (RateLimiter limiter : List.of(one, other)) {
            Decision refused = limiter.take(client, null);
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.remaining()).isZero();
            assertThat(refused.reset()).isLessThan(WINDOW).isGreaterThan(Duration.ofSeconds(1));
        }
        assertThat(one.take(freshClient(), null).allowed()).isTrue();
    }

    @RepeatedTest(20)
    void of25AtOnce_fromOneClient_over3Instances_exactly20GoThrough() throws Exception {
        List<RateLimiter> limiters = List.of(limiter(redis.url()), limiter(redis.url()), limiter(redis.url()));
        Client client = freshClient();
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(25);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                RateLimiter limiter = limiters.get(i % 3);
                answers.add(threads.submit(() -> {
                    gate.await();
                    return limiter.take(client, null).allowed();
                }));
            }
            gate.countDown();

            int allowed = 0;
            for (Future<Boolean> answer : answers) {
                allowed += answer.get(20, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(MAX);
        } finally {
            threads.shutdownNow();
        }
    }

    /** By Redis' own log of what was counted: wherever a window starts, it never holds more than the maximum. */
    @Test
    void noWindow_everHoldsMoreThanTheMaximum_whoeverAsksWhen() throws Exception {
        Duration window = Duration.ofSeconds(1);
        int max = 5;
        Client client = freshClient(window, max);
        List<Callable<Boolean>> callers = new ArrayList<>();
        for (int instance = 0; instance < 3; instance++) {
            RateLimiter limiter = limiter(redis.url());
            callers.add(() -> limiter.take(client, null).allowed());
        }

        CountedRequests counted =
                CountedRequests.of(redis, "rl:" + client.key(), callers, 1_200, Duration.ofSeconds(4));

        assertThat(counted.busiestWindow(window)).isLessThanOrEqualTo(max);
        assertThat(counted.micros()).hasSizeGreaterThan(2 * max).hasSize(counted.allowed());
    }

    @Test
    void sentAgain_countsOnce_onWhicheverInstance() {
        RateLimiter one = limiter(redis.url());
        RateLimiter other = limiter(redis.url());
        Client client = freshClient(WINDOW, 2);

        assertThat(one.take(client, "a").remaining()).isEqualTo(1);
        assertThat(other.take(client, "a").remaining()).isEqualTo(1);
        assertThat(other.take(client, "b").remaining()).isZero();
        assertThat(one.take(client, "b").allowed()).isTrue();
        assertThat(one.take(client, "c").allowed()).isFalse();
    }

    @Test
    void aRefusedRequest_isNotCounted() {
        Client client = freshClient(WINDOW, 1);
        limiter(redis.url()).take(client, "a");

        for (int i = 0; i < 5; i++) {
            limiter(redis.url()).take(client, "refused" + i); // each instance knows of no refusal yet
        }

        assertThat(redis.send("ZCARD", "rl:" + client.key())).isEqualTo(1L);
    }

    @Test
    void aCountedRequest_isOneCall_andAKnownRefusalNone() {
        RateLimiter limiter = limiter(redis.url());
        Client client = freshClient();
        limiter.take(freshClient(), null);
        long before = redis.calls("evalsha");

        assertThat(allowed(limiter, client, 1_000)).isEqualTo(MAX);

        assertThat(redis.calls("evalsha") - before).isEqualTo(MAX + 1);
        assertThat(limiter.stats().refused()).containsEntry(Source.REDIS, 1L).containsEntry(Source.MEMORY, 979L);
    }

    @Test
    void aRefusal_isForgotten_whenTheOldestRequestLeaves() {
        RateLimiter limiter = limiter(redis.url());
        Client client = freshClient(Duration.ofSeconds(5), 1);
        limiter.take(client, null);

        Decision refused = limiter.take(client, null);
        assertThat(refused.allowed()).isFalse();

        await().atMost(PATIENCE).until(() -> limiter.take(client, null).allowed());
    }

    @Test
    void scriptsThatRedisForgot_areSentOnce() {
        RateLimiter limiter = limiter(redis.url());
        Client client = freshClient();
        limiter.take(client, null);
        redis.send("SCRIPT", "FLUSH");
        long before = redis.calls("eval");

        assertThat(limiter.take(client, null).remaining()).isEqualTo(MAX - 2);
        assertThat(limiter.take(client, null).remaining()).isEqualTo(MAX - 3);

        assertThat(redis.calls("eval") - before).isEqualTo(1);
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
        assertThat(logLines()).isEmpty();
    }

    @Test
    void ofManyAtOnce_whileRedisForgetsScripts_noneIsCountedTwiceOrNotAtAll() throws Exception {
        RateLimiter limiter = limiter(redis.url(), "REDIS_MAX_CONNECTIONS", "4");
        long before = redis.calls("eval");
        for (int round = 0; round < 20; round++) {
            Client client = freshClient();
            redis.send("SCRIPT", "FLUSH");

            assertThat(atOnce(60, limiter, client)).isEqualTo(MAX);

            assertThat(redis.send("ZCARD", "rl:" + client.key())).isEqualTo((long) MAX);
        }
        assertThat(redis.calls("eval") - before)
                .as("texts sent: one by each connection, at most")
                .isLessThanOrEqualTo(20 * 4);
        assertThat(limiter.stats().mode()).isEqualTo(Source.REDIS);
    }

    @Test
    void aWindow_isGoneFromRedis_onceItIsOver() {
        Client client = freshClient(Duration.ofSeconds(1), 5);
        Client later = freshClient();
        RateLimiter limiter = limiter(redis.url());
        limiter.take(client, null);
        limiter.take(later, null);

        assertThat((Long) redis.send("PTTL", "rl:" + later.key())).isBetween(1L, WINDOW.toMillis());
        await().atMost(PATIENCE)
                .until(() -> redis.send("EXISTS", "rl:" + client.key()).equals(0L));
    }

    @Test
    void aClockThatWasSetBack_blocksNobodyForLongerThanTwoWindows_andForgetsNobody() {
        RateLimiter limiter = limiter(redis.url());
        long now = redisMicros();
        Client recent = freshClient(WINDOW, 1);
        redis.send("ZADD", "rl:" + recent.key(), String.valueOf(now + 30_000_000), "ahead of us by half a window");
        Client longAgo = freshClient(WINDOW, 1);
        redis.send("ZADD", "rl:" + longAgo.key(), String.valueOf(now + 600_000_000), "ahead of us by ten windows");

        Decision refused = limiter.take(recent, null);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.reset()).isGreaterThan(WINDOW).isLessThan(WINDOW.multipliedBy(2));
        assertThat(limiter.take(longAgo, null).allowed()).isTrue();
        assertThat(redis.send("ZCARD", "rl:" + longAgo.key())).isEqualTo(1L);
    }

    @Test
    void aLimitThatIsLowered_letsNobodyThrough_untilFewerThanThatAreLeft() {
        RateLimiter limiter = limiter(redis.url());
        Client client = freshClient(WINDOW, 3);
        assertThat(allowed(limiter, client, 3)).isEqualTo(3);

        Client lowered = new Client(client.key(), new RateLimitSettings(WINDOW, 1));
        Client raised = new Client(client.key(), new RateLimitSettings(WINDOW, 4));

        assertThat(limiter.take(lowered, null).allowed()).isFalse();
        assertThat(limiter.take(lowered, null).remaining()).isZero();
        assertThat(limiter.take(raised, null)).matches(decision -> decision.allowed() && decision.remaining() == 0);
    }

    /** A client costs at most 2 KB at its limit, by whatever a balancer calls its requests. */
    @Test
    void aClientAtItsLimit_takesLittleMemory() {
        RateLimiter limiter = limiter(redis.url());
        Client client = freshClient();
        for (int i = 0; i < MAX; i++) {
            limiter.take(client, UUID.randomUUID().toString());
        }

        assertThat((Long) redis.send("MEMORY", "USAGE", "rl:" + client.key())).isLessThanOrEqualTo(2_048);
    }

    private static String text(Object bulk) {
        return new String((byte[]) bulk, US_ASCII);
    }

    private static long redisMicros() {
        List<?> time = (List<?>) redis.send("TIME");
        return Long.parseLong(text(time.get(0))) * 1_000_000;
    }
}
