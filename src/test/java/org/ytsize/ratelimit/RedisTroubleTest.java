package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

final class RedisTroubleTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new JedisDataException("OOM command not allowed when used memory > 'maxmemory'."), "OOM"),
                Arguments.of(new JedisDataException("LOADING Redis is loading the dataset in memory"), "LOADING"),
                Arguments.of(new JedisAccessControlException("WRONGPASS invalid username-password pair"), "WRONGPASS"),
                Arguments.of(new JedisDataException("no code at all"), "error"),
                Arguments.of(new JedisConnectionException(new SocketTimeoutException("Read timed out")), "timed out"),
                Arguments.of(suppressing(new ConnectException("Connection refused")), "cannot connect"),
                Arguments.of(new JedisConnectionException(new UnknownHostException("redis.x")), "unknown host"),
                Arguments.of(new JedisConnectionException(new SSLHandshakeException("PKIX")), "no trusted TLS"),
                Arguments.of(new JedisConnectionException("Unexpected end of stream."), "connection lost"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isAWordOrTwo(RuntimeException failure, String trouble) {
        assertThat(RedisTrouble.of(failure)).isEqualTo(trouble);
    }

    @Test
    void detail_isTheInnermostReason_onOneShortLine() {
        JedisException failure = suppressing(new ConnectException("refused\nby 10.0.0.1 " + "x".repeat(1_000)));

        assertThat(RedisTrouble.detail(failure))
                .startsWith("java.net.ConnectException: refused by 10.0.0.1 x")
                .hasSize(201)
                .endsWith("…");
    }

    /** As Redis answers where AUTH was renamed. */
    @Test
    void detail_isNothingThatRedisRepeats() {
        JedisException failure =
                new JedisDataException("ERR unknown command 'AUTH', with args beginning with: 'secret'");

        assertThat(RedisTrouble.of(failure)).isEqualTo("ERR");
        assertThat(RedisTrouble.detail(failure)).doesNotContain("secret");
    }

    private static JedisException suppressing(Exception reason) {
        JedisConnectionException attempt = new JedisConnectionException("Failed to connect to any host");
        attempt.addSuppressed(reason);
        JedisClusterOperationException failure = new JedisClusterOperationException("No more attempts left.");
        failure.addSuppressed(attempt);
        return failure;
    }
}
