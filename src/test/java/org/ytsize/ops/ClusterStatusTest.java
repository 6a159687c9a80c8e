package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ytsize.cluster.SharedReports;
import org.ytsize.sizing.Origin.Kind;
import org.ytsize.stub.Quiet;

final class ClusterStatusTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ClusterStatus.class.getName());

    private static final long BEGUN = Long.MAX_VALUE - 5;

    private final AtomicLong ticker = new AtomicLong(BEGUN);
    private final List<byte[]> told = new ArrayList<>();
    private final List<byte[]> others = new ArrayList<>();
    private final SharedReports reports = new SharedReports() {
        @Override
        public void put(byte[] report, Duration timeToLive) {
            assertThat(timeToLive).isEqualTo(ClusterStatus.TIME_TO_LIVE);
            told.add(report);
        }

        @Override
        public CompletableFuture<List<byte[]>> others() {
            return CompletableFuture.completedFuture(List.copyOf(others));
        }
    };

    @Test
    void anInstanceThatIsAlone_tellsOfItself() {
        ReadingsScene instance = new ReadingsScene();
        instance.answers(Kind.HIT, ReadingsScene.QUICK);

        JsonObject status = now(status(instance));

        assertThat(status.getBoolean("ok")).isTrue();
        assertThat(status.getBoolean("complete")).isTrue();
        assertThat(names(status)).containsExactly(status.getString("answeredBy"));
        assertThat(status.getString("answeredBy")).endsWith(":3000");
        assertThat(status.getJsonObject("cluster").getBoolean("clustered")).isFalse();
        assertThat(status.getJsonObject("cluster").getInt("ready")).isEqualTo(1);
        assertThat(number(status, "questions")).isEqualTo(1);
    }

    @Test
    void whatTheOthersHaveTold_isAddedUp() {
        ReadingsScene other = new ReadingsScene(Map.of("PORT", "3001"));
        other.members = 2;
        other.running = 4;
        other.breaker = "open";
        other.draining = true;
        other.answers(Kind.MISS, ReadingsScene.QUICK);
        status(other).tell();
        others.addAll(told);
        ReadingsScene instance = new ReadingsScene();
        instance.members = 2;
        instance.running = 3;
        instance.answers(Kind.HIT, ReadingsScene.QUICK);

        JsonObject status = now(status(instance));

        assertThat(status.getBoolean("complete")).isTrue();
        assertThat(names(status)).hasSize(2).isSorted();
        JsonObject cluster = status.getJsonObject("cluster");
        assertThat(cluster.getBoolean("clustered")).isTrue();
        assertThat(cluster.getInt("ready")).isEqualTo(1);
        assertThat(cluster.getJsonObject("workers").getInt("busy")).isEqualTo(7);
        assertThat(cluster.getJsonObject("breakers"))
                .isEqualTo(object("{\"closed\": 1, \"half_open\": 0, \"open\": 1}"));
        assertThat(number(status, "questions")).isEqualTo(2);
        assertThat(cluster.getJsonObject("sinceStart").getJsonObject("answers"))
                .isEqualTo(object("{\"hit\": 1, \"miss\": 1, \"stale\": 0, \"shared\": 0}"));
    }

    @Test
    void whoeverAsksWithinASecond_isToldTheSame() {
        ReadingsScene instance = new ReadingsScene();
        ClusterStatus status = status(instance);
        JsonObject first = now(status);
        instance.answers(Kind.HIT, ReadingsScene.QUICK);

        ticker.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(now(status)).isEqualTo(first);

        ticker.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(number(now(status), "questions")).isEqualTo(1);
    }

    @Test
    void saysSo_whereSomeHaveNotTold() {
        ReadingsScene instance = new ReadingsScene();
        instance.members = 3;

        JsonObject status = now(status(instance));

        assertThat(status.getBoolean("complete")).isFalse();
        assertThat(status.getJsonObject("cluster").getInt("members")).isEqualTo(3);
        assertThat(status.getJsonObject("cluster").getInt("reported")).isEqualTo(1);
    }

    @Test
    void whatMakesNoSense_isLeftOut() {
        for (String senseless : new String[] {"", "[]", "{}", "{\"name\": 1}", "nonsense", "{\"name\": \"a:1\"}"}) {
            others.add(senseless.getBytes(UTF_8));
        }
        ReadingsScene instance = new ReadingsScene();
        instance.members = 7;

        JsonObject status = now(status(instance));

        assertThat(names(status)).hasSize(1);
        assertThat(status.getBoolean("complete")).isFalse();
    }

    @Test
    void theLastHour_isToldInColumnsOfOneLength() {
        ReadingsScene instance = new ReadingsScene();
        ClusterStatus status = status(instance);
        for (int i = 0; i < 7; i++) {
            status.tell();
            instance.answers(Kind.HIT, ReadingsScene.QUICK);
            ticker.addAndGet(ClusterStatus.TELL_EVERY.toNanos());
        }

        JsonObject hour = now(status).getJsonArray("instances").getJsonObject(0).getJsonObject("lastHour");

        assertThat(hour.getJsonArray("end")).hasSize(2);
        assertThat(hour.getJsonArray("end").getInt(1) - hour.getJsonArray("end").getInt(0))
                .isEqualTo(30);
        assertThat(hour.getJsonArray("questions")).hasToString("[3,3]");
        assertThat(hour.getJsonObject("answers").getJsonArray("hit")).hasToString("[3,3]");
        hour.forEach((name, column) -> {
            if (!name.equals("answers")) {
                assertThat(column.asJsonArray()).as(name).hasSize(2);
            }
        });
    }

    /** Anybody may see it who may ask. */
    @Test
    void tellsNoAddress_noPath_noSecret_andNobodysName() {
        ReadingsScene instance = new ReadingsScene(Map.of(
                "REDIS_URL", "redis://:hidden-password@redis.internal:6379",
                "YTDLP_PROXY", "http://user:hidden-password@proxy.internal:3128",
                "API_KEY", "hidden-password-of-callers"));

        assertThat(now(status(instance)).toString())
                .doesNotContain("hidden", "redis.internal", "proxy.internal", "somebody", "/home", "partner");
    }

    @Test
    void aReadingThatFails_doesNotEndTheTelling() {
        ReadingsScene instance = new ReadingsScene();
        AtomicLong calls = new AtomicLong();
        ClusterStatus status = new ClusterStatus(
                () -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("not now");
                    }
                    return instance.readings();
                },
                new History(this::wallTime, ticker::get),
                reports,
                InstantSource.fixed(Instant.EPOCH),
                ticker::get);

        status.tell();
        status.tell();

        assertThat(told).hasSize(1);
    }

    private ClusterStatus status(ReadingsScene instance) {
        return new ClusterStatus(
                instance::readings,
                new History(this::wallTime, ticker::get),
                reports,
                InstantSource.fixed(Instant.EPOCH),
                ticker::get);
    }

    private Instant wallTime() {
        return Instant.EPOCH.plusNanos(ticker.get() - BEGUN);
    }

    private static JsonObject now(ClusterStatus status) {
        return status.now().toCompletableFuture().join();
    }

    private static List<String> names(JsonObject status) {
        return status.getJsonArray("instances").getValuesAs(JsonObject.class).stream()
                .map(instance -> instance.getString("name"))
                .toList();
    }

    private static int number(JsonObject status, String name) {
        return status.getJsonObject("cluster").getJsonObject("sinceStart").getInt(name);
    }

    private static JsonObject object(String json) {
        return Json.createReader(new StringReader(json)).readObject();
    }
}
