package org.ytsize.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ytsize.stub.Line;
import org.ytsize.stub.Quiet;

/** What two members of a real grid tell each other of themselves. */
@Timeout(180)
final class GridReportsIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final Quiet QUIET = Quiet.logger("com.hazelcast");

    private final GridScene scene = new GridScene();

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void whatOneTells_theOtherIsTold_untilItsTimeIsOver_andItselfIsNot() {
        reports(0, 1).put(bytes("of before"), HOUR);
        await().atMost(LONG).until(() -> others(1), List.of("of before")::equals);

        reports(0, 1).put(bytes("well"), HOUR);

        await().atMost(LONG).until(() -> others(1), List.of("well")::equals);
        assertThat(others(0)).isEmpty();

        reports(0, 1).put(bytes("well"), Duration.ofSeconds(1));

        await().atMost(LONG).until(() -> others(1), List.of()::equals);
    }

    @Test
    void whatIsOfAnotherSchema_isNotTold() {
        reports(0, 2).put(bytes("of tomorrow"), HOUR);
        reports(0, 1).put(bytes("of today"), HOUR);

        await().atMost(LONG).until(() -> others(1), List.of("of today")::equals);
    }

    @Test
    void whatAMemberThatIsGoneHasTold_isNotTold() {
        SharedReports gone = reports(1, 1);
        gone.put(bytes("well"), HOUR);
        await().atMost(LONG).until(() -> others(0), List.of("well")::equals);

        scene.grids().get(1).getLifecycleService().terminate();

        await().atMost(LONG).until(() -> others(0), List.of()::equals);
        gone.put(bytes("by the one that is gone"), HOUR);
        assertThat(gone.others()).isCompletedWithValue(List.of());
    }

    /** At most what it has told itself is lost, and what is kept by it. */
    @Test
    void aMemberThatIsSilent_holdsNobodyUp() {
        reports(0, 1).put(bytes("well"), HOUR);
        reports(1, 1).put(bytes("well"), HOUR);
        await().atMost(LONG).until(() -> others(0).size() == 1 && others(1).size() == 1);
        SharedReports hasty = HazelcastCluster.of((Object) scene.grids().get(0), scene.threads(), System::nanoTime)
                .reports(1);

        scene.lines().forEach(Line::block);

        assertThat(hasty.others().orTimeout(20, TimeUnit.SECONDS).join()).hasSizeLessThanOrEqualTo(1);
        hasty.put(bytes("still well"), HOUR);
    }

    private SharedReports reports(int member, int schema) {
        return scene.clusters().get(member).reports(schema);
    }

    private List<String> others(int member) {
        return reports(member, 1).others().orTimeout(20, TimeUnit.SECONDS).join().stream()
                .map(report -> new String(report, UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
