package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ytsize.stub.Quiet;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

final class RedisGuardTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(RedisGuard.class.getName());

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<String> asked = new ArrayList<>();
    private int givenUp;
    private @Nullable RuntimeException fault;
    private final RedisGuard guard =
            new RedisGuard(() -> answer("look"), key -> answer("rehearsal for " + key), () -> givenUp++, ticker::get);

    @Test
    void oneFailure_isEnough() {
        guard.failed(up(), "a", new JedisConnectionException("x"));

        assertThat(guard.up()).isNull();
        assertThat(guard.trouble()).isEqualTo("connection lost");
        assertThat(givenUp).isEqualTo(1);
    }

    @Test
    void moreFailuresOfTheSameOutage_areNoOtherOne() {
        RedisGuard.Up before = up();

        guard.failed(before, "a", new JedisConnectionException("x"));
        guard.failed(before, "b", new JedisDataException("OOM command not allowed"));

        assertThat(guard.trouble()).isEqualTo("connection lost");
        assertThat(guard.outages()).isEqualTo(1);
        assertThat(guard.failures()).isEqualTo(2);
        assertThat(givenUp).isEqualTo(1);
    }

    @Test
    void isBack_whenItWasFoundWellTwice_beingAskedForWhatHadFailed() {
        guard.failed(up(), "a", new JedisConnectionException("x"));

        guard.check();
        assertThat(guard.up()).isNull();
        guard.check();

        assertThat(guard.up()).isNotNull();
        assertThat(guard.trouble()).isNull();
        assertThat(asked).containsExactly("rehearsal for a", "rehearsal for a");
    }

    @Test
    void onceWell_isNotEnough_whereItFailsAgain() {
        guard.failed(up(), "a", new JedisConnectionException("x"));
        guard.check();
        fault = new JedisDataException("READONLY You can't write against a read only replica.");
        guard.check();
        fault = null;
        guard.check();

        assertThat(guard.up()).isNull();
        assertThat(guard.trouble()).isEqualTo("READONLY");
        guard.check();
        assertThat(guard.up()).isNotNull();
    }

    /** A call may take its whole time-out, and so end when Redis has been away and come back. */
    @Test
    void aFailureFromBeforeAnOutage_tellsNothingOfNow() {
        RedisGuard.Up before = up();
        guard.failed(before, "a", new JedisConnectionException("x"));
        guard.check();
        guard.check();

        guard.failed(before, "a", new JedisConnectionException("x"));

        assertThat(guard.up()).isNotNull().isNotSameAs(before);
        assertThat(guard.outages()).isEqualTo(1);
    }

    @Test
    void aLookThatFails_givesUp() {
        fault = new JedisConnectionException("x");

        guard.check();

        assertThat(guard.up()).isNull();
        assertThat(guard.outages()).isEqualTo(1);
        assertThat(asked).containsExactly("look");
    }

    /** Otherwise whoever runs the looks would never run another. */
    @Test
    void whateverALookThrows_isAFailure() {
        fault = new IllegalStateException("a bug");

        guard.check();
        guard.check();

        assertThat(guard.up()).isNull();
        fault = null;
        guard.check();
        guard.check();
        assertThat(guard.up()).isNotNull();
    }

    @Test
    void latency_isThatOfTheLastLookThatSucceeded() {
        guard.check();
        assertThat(guard.latency()).isEqualTo(Duration.ofMillis(3));

        fault = new JedisConnectionException("x");
        guard.check();

        assertThat(guard.latency()).isEqualTo(Duration.ofMillis(3));
    }

    private RedisGuard.Up up() {
        return Objects.requireNonNull(guard.up());
    }

    private void answer(String question) {
        asked.add(question);
        ticker.addAndGet(Duration.ofMillis(3).toNanos());
        if (fault != null) {
            throw fault;
        }
    }
}
