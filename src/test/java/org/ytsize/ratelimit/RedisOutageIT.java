package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.RedisFault;
import org.ytsize.stub.RedisServer;

/** What becomes of the limit when a real Redis fails, in each way in which it can, and when it is well again. */
@Timeout(180)
final class RedisOutageIT extends RedisScene {
    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void stop() {
        redis.close();
    }

    @ParameterizedTest
    @EnumSource(RedisFault.class)
    void whileItIsAway_eachInstanceHoldsItsShare_andItComesBackByItself(RedisFault fault) {
        instances.set(3);
        RedisRateLimiter one = limiter(redis.url());
        RedisRateLimiter other = limiter(redis.url());
        Client before = freshClient();
        assertThat(allowed(one, before, 25)).isEqualTo(MAX);

        fault.begin(redis);

        Client client = freshClient();
        assertThat(allowed(one, client, 25)).isEqualTo(7);
        assertThat(allowed(other, client, 25)).isEqualTo(7);
        assertThat(one.take(before, null).allowed()).as("what Redis refused").isFalse();
        for (RedisRateLimiter limiter : List.of(one, other)) {
            assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
            assertThat(limiter.stats().isWhole()).isFalse();
            await().atMost(PATIENCE)
                    .until(
                            () -> limiter.stats().redis().flatMap(RedisStats::trouble),
                            Optional.of(fault.trouble())::equals);
        }

        fault.end(redis);

        for (RedisRateLimiter limiter : List.of(one, other)) {
            await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
        }
        Client after = freshClient();
        assertThat(allowed(one, after, 15) + allowed(other, after, 15)).isEqualTo(MAX);
        await().atMost(PATIENCE).until(() -> logLines().size() == 4);
        assertThat(logLines().subList(0, 2)).allMatch(line -> line.startsWith("WARNING Redis cannot be asked"));
        assertThat(logLines().subList(2, 4)).allMatch(line -> line.startsWith("INFO Redis is back"));
        assertThat(one.stats().redis().map(RedisStats::outages)).hasValue(1L);
    }

    @Test
    void aRestart_costsNobodyMoreThanAMoment() {
        RedisRateLimiter limiter = limiter(redis.url());
        Client client = freshClient();
        assertThat(allowed(limiter, client, 5)).isEqualTo(5);

        redis.restart();

        assertThat(limiter.take(client, null).allowed()).isTrue();
        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
        assertThat(allowed(limiter, freshClient(), 25)).isEqualTo(MAX);
    }

    /** Of many connections that were cut, the first that is used tells of all the others. */
    @Test
    void cutConnections_areOneOutage() throws Exception {
        RedisRateLimiter limiter = limiter(redis.url());
        atOnce(16, limiter, freshClient());

        redis.send("CLIENT", "KILL", "TYPE", "normal");

        assertThat(limiter.take(freshClient(), null).allowed()).isTrue();
        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
        assertThat(atOnce(25, limiter, freshClient())).isEqualTo(MAX);
        assertThat(limiter.stats().redis().map(RedisStats::outages)).hasValue(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void aFrozenRedis_holdsNobodyUpForLongerThanOneTimeOut(String connections) throws Exception {
        RedisRateLimiter limiter = limiter(redis.url(), "REDIS_MAX_CONNECTIONS", connections);
        atOnce(60, limiter, freshClient());
        redis.freeze();

        Crowd crowd = crowd(60, limiter, freshClient());

        assertThat(crowd.allowed()).isEqualTo(MAX);
        assertThat(crowd.slowest()).isLessThan(TIME_OUT.plus(SLACK));
        assertThat(limiter.stats().redis().map(RedisStats::outages)).hasValue(1L);
    }

    @Test
    void whereItIsSaidSo_everybodyMayGoAhead() {
        RedisRateLimiter limiter = limiter(redis.url(), "RATE_LIMIT_ON_REDIS_FAILURE", "open");
        Client refused = freshClient();
        assertThat(allowed(limiter, refused, 25)).isEqualTo(MAX);
        redis.kill();

        assertThat(allowed(limiter, freshClient(), 100)).isEqualTo(100);

        assertThat(limiter.stats().mode()).isEqualTo(Source.OPEN);
        assertThat(limiter.stats().allowed()).containsEntry(Source.OPEN, 100L);
        assertThat(limiter.take(refused, null).allowed()).isTrue();
    }

    @Test
    void whereItIsSaidSo_nobodyMay_andTriesAgainInAMoment() {
        RedisRateLimiter limiter = limiter(redis.url(), "RATE_LIMIT_ON_REDIS_FAILURE", "closed");
        redis.kill();

        assertThat(limiter.take(freshClient(), null)).isEqualTo(new Decision(false, 0, Duration.ofSeconds(1)));
        assertThat(limiter.stats().mode()).isEqualTo(Source.CLOSED);

        redis.restart();
        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
        assertThat(limiter.take(freshClient(), null).allowed()).isTrue();
    }

    @Test
    void aRedisThatIsNotThereYet_isFoundOnceItIs() {
        redis.kill();
        RedisRateLimiter limiter = limiter(redis.url());
        assertThat(limiter.stats().mode()).isEqualTo(Source.LOCAL);
        assertThat(limiter.take(freshClient(), null).allowed()).isTrue();

        redis.restart();

        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.REDIS);
    }

    /** Nobody has to ask for anything to find out. */
    @Test
    void anOutage_isNoticedWithoutARequest() {
        RedisRateLimiter limiter = limiter(redis.url());

        redis.kill();

        await().atMost(PATIENCE).until(() -> limiter.stats().mode() == Source.LOCAL);
    }
}
