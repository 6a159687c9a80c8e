package org.ytsize.ops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class RequestRecorderTest {
    private final RequestRecorder recorder = new RequestRecorder();

    @Test
    void counts_whatIsInFlight() {
        recorder.begun();
        recorder.begun();
        assertThat(recorder.inFlight()).isEqualTo(2);

        recorder.ended("/route", 200, Duration.ofMillis(5));
        assertThat(recorder.inFlight()).isEqualTo(1);
        assertThat(recorder.stats().inFlight()).isEqualTo(1);
    }

    @Test
    void counts_byStatus() {
        for (int status : new int[] {200, 200, 404, 503}) {
            recorder.begun();
            recorder.ended("/route", status, Duration.ofMillis(5));
        }

        assertThat(recorder.stats().byStatus()).containsExactlyInAnyOrderEntriesOf(Map.of(200, 2L, 404, 1L, 503, 1L));
        assertThat(recorder.stats().total()).isEqualTo(4);
    }

    @Test
    void counts_eachRouteByItself() {
        for (String route : new String[] {"/fast", "/fast", "/slow"}) {
            recorder.begun();
            recorder.ended(route, route.equals("/fast") ? 200 : 503, Duration.ofMillis(5));
        }

        RouteStats fast = requireNonNull(recorder.stats().routes().get("/fast"));
        RouteStats slow = requireNonNull(recorder.stats().routes().get("/slow"));
        assertThat(fast.byStatus()).containsExactly(Map.entry(200, 2L));
        assertThat(fast.latencies().count()).isEqualTo(2);
        assertThat(slow.byStatus()).containsExactly(Map.entry(503, 1L));
        assertThat(recorder.stats().total()).isEqualTo(3);
    }

    @Test
    void measures_sizeQuestionsAlone() {
        recorder.begun();
        recorder.ended("/route", 200, Duration.ofSeconds(9));
        assertThat(recorder.stats().questions().millis(0.99)).isZero();

        recorder.begun();
        recorder.ended("/route", 200, Duration.ofMillis(100));
        recorder.answered(Duration.ofMillis(100));
        assertThat(recorder.stats().questions().millis(0.50)).isBetween(100.0, 120.0);
        assertThat(recorder.stats().questions().millis(0.99)).isBetween(100.0, 120.0);
    }

    @RepeatedTest(5)
    void losesNothing_whenManyRecordAtOnce() throws Exception {
        RequestRecorder shared = new RequestRecorder();
        int callers = 8;
        int each = 1_000;
        long half = (long) callers * each / 2;
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                all.add(threads.submit(() -> {
                    gate.await();
                    for (int i = 0; i < each; i++) {
                        shared.begun();
                        shared.ended("/route" + i % 2, 200 + i % 2, Duration.ofMillis(1));
                        shared.answered(Duration.ofMillis(1));
                    }
                    return null;
                }));
            }
            gate.countDown();
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }

            assertThat(shared.inFlight()).isZero();
            assertThat(shared.stats().byStatus()).containsExactlyInAnyOrderEntriesOf(Map.of(200, half, 201, half));
        } finally {
            threads.shutdownNow();
        }
    }
}
