package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.cluster.Cluster;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.ratelimit.RedisStats;
import org.ytsize.ratelimit.Source;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.BreakerStats;
import org.ytsize.sizing.EgressStats;
import org.ytsize.sizing.SizingStats;
import org.ytsize.timing.Latencies;

final class HealthReportTest {
    private static final String REASON = "there is no yt-dlp at /home/somebody/yt-dlp";

    private final AtomicBoolean draining = new AtomicBoolean();

    /** A reason with a path stands for all that may be in one. */
    @ParameterizedTest
    @CsvSource({
        "fork-server, '', '', healthy",
        "fork-server, why, stock extraction, degraded",
        "process-per-job, why, process per job, degraded",
        "starting, '', starting, degraded",
        "missing, why, missing, unhealthy"
    })
    void saysInFewWords_whatIsWrongWithYtDlp(String mode, String reason, String remark, String status) {
        JsonObject report = report(mode, reason.isEmpty() ? "" : REASON).json();

        assertThat(report.getString("status")).isEqualTo(status);
        assertThat(report.getBoolean("ok")).isEqualTo(!status.equals("unhealthy"));
        assertThat(report.getJsonObject("workerPool").getString("remark")).isEqualTo(remark);
        assertThat(report.toString()).doesNotContain("somebody");
    }

    @Test
    void isUnhealthy_whileItDrains() {
        draining.set(true);

        JsonObject report = report("fork-server", "").json();

        assertThat(report.getString("status")).isEqualTo("unhealthy");
        assertThat(report.getBoolean("draining")).isTrue();
        assertThat(report.getBoolean("ok")).isFalse();
    }

    /** Whoever asks it once, for status and body, gets one answer. */
    @Test
    void doesNotContradictItself_whereADrainBeginsMeanwhile() {
        HealthReport report = new HealthReport(
                Settings.from(name -> Optional.empty()),
                () -> extractor("fork-server", ""),
                () -> sizing("closed"),
                HealthReportTest::localLimiter,
                Cluster.ALONE::stats,
                () -> draining.getAndSet(true),
                InstantSource.fixed(Instant.EPOCH));

        JsonObject before = report.json();
        JsonObject after = report.json();

        assertThat(before.getBoolean("ok")).isTrue();
        assertThat(before.getBoolean("draining")).isFalse();
        assertThat(before.getString("status")).isEqualTo("healthy");
        assertThat(after.getBoolean("ok")).isFalse();
        assertThat(after.getBoolean("draining")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "closed, closed, healthy, 0",
        "closed open, closed, degraded, 0",
        "open closed half_open, closed, degraded, 0",
        "open half_open, half_open, degraded, 0",
        "open open, open, degraded, 2000"
    })
    void tellsTheBestWayToYouTube_andNamesEach(String states, String best, String status, int retryAfterMs) {
        JsonObject report = report("fork-server", "", sizing(states.split(" ", -1)), localLimiter())
                .json();

        JsonObject breaker = report.getJsonObject("circuitBreaker");
        assertThat(breaker.getString("state")).isEqualTo(best);
        assertThat(breaker.isNull("cause")).isEqualTo(best.equals("closed"));
        assertThat(breaker.getInt("retryAfterMs")).isEqualTo(retryAfterMs);
        assertThat(breaker.getJsonArray("egresses").getValuesAs(JsonObject.class))
                .extracting(egress -> egress.getString("name"))
                .containsExactly(Stream.of(states.split(" ", -1))
                        .map(state -> "the " + state + " one")
                        .toArray(String[]::new));
        assertThat(report.getString("status")).isEqualTo(status);
        assertThat(report.getBoolean("ok")).isTrue();
    }

    @Test
    void isDegraded_whileRedisIsAway_andSaysWhoDecides() {
        RedisStats redis = new RedisStats(Optional.of("timed out"), Duration.ZERO, new Latencies().stats(), 1, 1, 0, 0);
        LimiterStats away = new LimiterStats(Source.LOCAL, Map.of(), Map.of(), 0, Optional.of(redis));

        JsonObject report = report("fork-server", "", sizing("closed"), away).json();

        assertThat(report.getBoolean("ok")).isTrue();
        assertThat(report.getString("status")).isEqualTo("degraded");
        assertThat(report.getJsonObject("rateLimiter").getString("mode")).isEqualTo("local");
        assertThat(report.getJsonObject("dependencies").getJsonObject("redis").getBoolean("connected"))
                .isFalse();
    }

    @Test
    void isHealthy_whileRedisIsThere() {
        RedisStats redis = new RedisStats(Optional.empty(), Duration.ZERO, new Latencies().stats(), 1, 1, 0, 0);
        LimiterStats shared = new LimiterStats(Source.REDIS, Map.of(), Map.of(), 0, Optional.of(redis));

        JsonObject report = report("fork-server", "", sizing("closed"), shared).json();

        assertThat(report.getString("status")).isEqualTo("healthy");
        assertThat(report.getJsonObject("rateLimiter").getString("mode")).isEqualTo("redis");
        assertThat(report.getJsonObject("dependencies").getJsonObject("redis").getBoolean("ready"))
                .isTrue();
    }

    private HealthReport report(String mode, String reason) {
        return report(mode, reason, sizing("closed"), localLimiter());
    }

    private HealthReport report(String mode, String reason, SizingStats sizing, LimiterStats limiter) {
        return new HealthReport(
                Settings.from(name -> Optional.empty()),
                () -> extractor(mode, reason),
                () -> sizing,
                () -> limiter,
                Cluster.ALONE::stats,
                draining::get,
                InstantSource.fixed(Instant.EPOCH));
    }

    private static LimiterStats localLimiter() {
        return new LimiterStats(Source.LOCAL, Map.of(), Map.of(), 0, Optional.empty());
    }

    private static ExtractorStats extractor(String mode, String reason) {
        return new ExtractorStats(mode, "yt-dlp", "2025.01.01", reason, 1, 2, 0, 0, 1);
    }

    private static SizingStats sizing(String... states) {
        List<EgressStats> egresses = Stream.of(states)
                .map(state -> new EgressStats(
                        "the " + state + " one",
                        state,
                        state.equals("closed") ? Optional.empty() : Optional.of("BOT_CHECK"),
                        state.equals("open") ? Duration.ofSeconds(states.length) : Duration.ZERO,
                        7,
                        Map.of("BOT_CHECK", 1L)))
                .toList();
        BreakerStats breaker = new BreakerStats(egresses, 3);
        return new SizingStats(0, 0, 100, 0, 0, Map.of(), Duration.ZERO, new Latencies().stats(), breaker);
    }
}
