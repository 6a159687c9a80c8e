package org.ytsize.ops;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.ratelimit.Source;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.BreakerStats;
import org.ytsize.sizing.CacheStats;
import org.ytsize.sizing.EgressStats;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.SizingStats;
import org.ytsize.timing.Latencies;

/** An instance to which things happen; by itself nothing does. */
final class ReadingsScene {
    static final Duration QUICK = Duration.ofMillis(10);

    final RequestRecorder requests = new RequestRecorder();
    private final Map<Origin.Kind, Long> answers = new EnumMap<>(Origin.Kind.class);
    private final Settings settings;
    String breaker = "closed";
    int waiting;
    private long refused;
    int running;
    int members = 1;
    boolean draining;

    ReadingsScene() {
        this(Map.of());
    }

    ReadingsScene(Map<String, String> settings) {
        this.settings = Settings.from(name -> Optional.ofNullable(settings.get(name)));
    }

    /** A size question that was answered. */
    void answers(Origin.Kind kind, Duration took) {
        ends("/api/v1/size", 200, took, true);
        answers.merge(kind, 1L, Long::sum);
    }

    void ends(String route, int status) {
        ends(route, status, QUICK, false);
    }

    private void ends(String route, int status, Duration took, boolean question) {
        requests.begun();
        requests.ended(route, status, took);
        refused += status == 429 ? 1 : 0;
        if (question) {
            requests.answered(took);
        }
    }

    Readings readings() {
        Optional<String> cause = breaker.equals("closed") ? Optional.empty() : Optional.of("BOT_CHECK");
        EgressStats egress =
                new EgressStats("proxy.internal", breaker, cause, Duration.ZERO, 7, Map.of("BOT_CHECK", 1L));
        SizingStats lookups = new SizingStats(
                running,
                waiting,
                100,
                0,
                0,
                Map.of(),
                Duration.ZERO,
                new Latencies().stats(),
                new BreakerStats(List.of(egress), 0));
        return new Readings(
                settings,
                requests.stats(),
                lookups,
                new CacheStats(answers, 0, 0, 0, 0, 0),
                new ExtractorStats("fork-server", "/home/somebody/yt-dlp", "2026.10.26", "", 1, 2, 0, 0, 1),
                new LimiterStats(Source.LOCAL, Map.of(), Map.of(Source.LOCAL, refused), 3, Optional.empty()),
                Map.of("partner", 5L),
                new ClusterStats(members > 1, members, 0, 0, 0),
                new ProcessTree(300, 40, 2),
                !draining,
                draining,
                Optional.empty(),
                0);
    }
}
