package org.ytsize.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisSettingsTest {
    @Test
    void isOn_byAUrlAlone() {
        assertThat(from("redis://localhost:6379").enabled()).isTrue();
        assertThat(from("redis://localhost:6379", "REDIS_ENABLED", "true").enabled())
                .isTrue();
    }

    @Test
    void isOff_whereThatIsSaid_thoughThereIsAUrl() {
        RedisSettings off = from("redis://localhost:6379", "REDIS_ENABLED", "false");

        assertThat(off.enabled()).isFalse();
        assertThat(off.shownUrl()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://:hunter2@redis.example:6379/1, redis://redis.example:6379/1",
        "redis://user:hunter2@redis.example:6379, redis://redis.example:6379",
        "rediss://redis.example:6380, rediss://redis.example:6380",
        "redis://[2001:db8::1]:6379, redis://[2001:db8::1]:6379",
        "redis://redis.example, redis://redis.example",
        "redis://redis.example/, redis://redis.example",
        "redis://:hunter2@redis_main:6379/1, redis://redis_main:6379/1",
        "redis://us_er:hunter_2@my_stack.redis_1, redis://my_stack.redis_1"
    })
    void isShown_withoutItsPassword(String url, String shown) {
        assertThat(from(url).shownUrl()).hasValue(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h, '', ''",
        "redis://:hunter2@h, '', hunter2",
        "redis://me:hunter2@h, me, hunter2",
        "redis://me@h, me, ''",
        "redis://me:a%40b%3Ac%2F%2Bd+e@h, me, a@b:c/+d+e",
        "redis://me:a:b@h, me, a:b",
        "redis://me:/a#b?c//@h, me, /a#b?c//",
        "redis://me:a@b@h, me, a@b"
    })
    void isAskedAs_whoeverTheUrlNames(String url, String user, String password) {
        RedisUrl redis = from(url).url().orElseThrow();

        assertThat(redis.user().orElse("")).isEqualTo(user);
        assertThat(redis.password().map(Secret::reveal).orElse("")).isEqualTo(password);
        assertThat(redis.places()).containsExactly(new HostAndPort("h", -1));
    }

    @Test
    void aPasswordOfItsOwn_winsOverThatInTheUrl_andLeavesTheUser() {
        RedisUrl redis = from("redis://me:old@h", "REDIS_PASSWORD", "new").url().orElseThrow();

        assertThat(redis.user()).hasValue("me");
        assertThat(redis.password().map(Secret::reveal)).hasValue("new");
    }

    @Test
    void sentinels_areAList_andWatchAMaster() {
        RedisSettings redis = from(
                "rediss://:word@a:1,[::1]:2,c_d/4",
                "REDIS_MODE",
                "Sentinel",
                "REDIS_SENTINEL_MASTER",
                "main",
                "REDIS_SENTINEL_PASSWORD",
                "other");

        RedisUrl url = redis.url().orElseThrow();
        assertThat(url.tls()).isTrue();
        assertThat(url.places())
                .isEqualTo(List.of(new HostAndPort("a", 1), new HostAndPort("[::1]", 2), new HostAndPort("c_d", -1)));
        assertThat(url.database()).isEqualTo(4);
        assertThat(redis.mode()).isEqualTo(RedisSettings.Mode.SENTINEL);
        assertThat(redis.master()).hasValue("main");
        assertThat(redis.sentinelPassword().map(Secret::reveal)).hasValue("other");
        assertThat(redis.shownUrl()).hasValue("rediss://a:1,[::1]:2,c_d/4");
    }

    @Test
    void howItIsAsked_isAsItWasSet() {
        RedisSettings redis = from(
                "redis://a,b",
                "REDIS_MODE",
                "cluster",
                "REDIS_TIMEOUT_MS",
                "10",
                "REDIS_MAX_CONNECTIONS",
                "1",
                "RATE_LIMIT_ON_REDIS_FAILURE",
                "closed");

        assertThat(redis.mode()).isEqualTo(RedisSettings.Mode.CLUSTER);
        assertThat(redis.timeout()).isEqualTo(Duration.ofMillis(10));
        assertThat(redis.connections()).isEqualTo(1);
        assertThat(redis.onFailure()).isEqualTo(RedisSettings.OnFailure.CLOSED);
    }

    /** There a request goes by a connection of its own, elsewhere many go by one. */
    @Test
    void aCluster_hasMoreConnections_unlessTheyAreSet() {
        assertThat(from("redis://a").connections()).isEqualTo(4);
        assertThat(from("redis://a,b", "REDIS_MODE", "cluster").connections()).isEqualTo(32);
    }

    private static RedisSettings from(String url, String... others) {
        Map<String, String> variables = new HashMap<>(Map.of("REDIS_URL", url));
        for (int i = 0; i < others.length; i += 2) {
            variables.put(others[i], others[i + 1]);
        }
        return Settings.from(name -> Optional.ofNullable(variables.get(name))).redis();
    }
}
