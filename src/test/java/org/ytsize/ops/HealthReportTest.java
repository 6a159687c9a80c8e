package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.BreakerStats;
import org.ytsize.sizing.SizingStats;

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
                HealthReportTest::sizing,
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

    private HealthReport report(String mode, String reason) {
        return new HealthReport(
                Settings.from(name -> Optional.empty()),
                () -> extractor(mode, reason),
                HealthReportTest::sizing,
                draining::get,
                InstantSource.fixed(Instant.EPOCH));
    }

    private static ExtractorStats extractor(String mode, String reason) {
        return new ExtractorStats(mode, "yt-dlp", "2025.01.01", reason, 1, 2, 0, 0, 1);
    }

    private static SizingStats sizing() {
        BreakerStats breaker = new BreakerStats("closed", Optional.empty(), Duration.ZERO, 0, 0);
        return new SizingStats(0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Map.of(), breaker);
    }
}
