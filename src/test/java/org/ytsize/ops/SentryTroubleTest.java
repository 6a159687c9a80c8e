package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.stub.Quiet;

/** What a Sentry that is slow, full or gone costs: nobody's time, and at the end a little. */
@Timeout(120)
final class SentryTroubleTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ErrorReports.class.getName());

    private final SentryScene scene = new SentryScene();

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void oneThatIsFrozen_holdsNobodyUp_andTheEndWaitsForItBrieflyOnly() {
        scene.sentry.freeze();
        scene.dice = 0;
        long begun = System.nanoTime();
        for (int i = 0; i < 10 * ErrorReports.MOST_WAITING; i++) {
            scene.reports.answered("/route", "req_" + i, 200, "hit", Duration.ofMillis(5));
        }
        assertThat(secondsSince(begun)).isLessThan(10); // An answer of Sentry's would be waited for twice that.

        begun = System.nanoTime();
        scene.reports.close();

        assertThat(secondsSince(begun)).isBetween(ErrorReports.PATIENCE.toSeconds() - 1, 10L);
    }

    @Test
    void whatWaitsAtTheEnd_isSent() {
        scene.sentry.freeze();
        scene.reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_1");
        scene.reports.failed(Failure.of(FailureKind.TOOL_CRASH, "killed"), "/route", "req_2");
        await().until(() -> scene.sentry.envelopes().size() == 1);

        CompletableFuture<Void> end = CompletableFuture.runAsync(scene.reports::close);
        scene.sentry.thaw();
        end.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(scene.sentry.events())
                .extracting(event -> event.getJsonObject("tags").getString("requestId"))
                .containsExactly("req_1", "req_2");
    }

    @Test
    void oneThatHasHadEnough_isLeftAlone() {
        scene.sentry.refuse();
        scene.reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_1");
        await().until(() -> scene.sentry.envelopes().size() == 1);
        await().untilAsserted(() -> {
            scene.ticker.addAndGet(ErrorReports.SPACING.toNanos());
            int before = scene.sentry.envelopes().size();
            scene.reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_2");
            assertThat(scene.sentry.envelopes()).hasSize(before);
        });

        scene.reports.close();
    }

    @Test
    void oneThatIsNotThere_harmsNobody() {
        scene.sentry.close();

        assertThatCode(() -> {
                    scene.reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_1");
                    scene.reports.unexpected(new IllegalStateException(), "req_2");
                    scene.reports.close();
                    scene.reports.failed(Failure.of(FailureKind.TOOL_CRASH, "after the end"), "/route", "req_3");
                })
                .doesNotThrowAnyException();
    }

    /** The SDK has one thread, once there is something to send. */
    @Test
    void noOtherThreads_areStarted() {
        Set<String> before = threads();
        scene.dice = 0;
        IntStream.range(0, 5)
                .forEach(i -> scene.reports.answered("/route", "req_" + i, 200, "hit", Duration.ofMillis(5)));
        scene.reports.unexpected(new IllegalStateException(), "req_x");
        await().until(() -> scene.sentry.envelopes().size() == 6);

        Set<String> more = threads();
        more.removeAll(before);
        assertThat(more.stream().filter(name -> name.toLowerCase(Locale.ROOT).contains("sentry")))
                .containsExactly("SentryAsyncConnection-0");
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }
}
