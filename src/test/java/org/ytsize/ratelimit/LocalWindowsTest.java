package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.settings.RateLimitSettings;

final class LocalWindowsTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration LITTLE = Duration.ofNanos(1);
    private static final int MAX = 3;

    /** Overflows within the first window: only differences of readings may mean anything. */
    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - WINDOW.toNanos() / 2);

    private final LocalWindows windows = new LocalWindows(ticker::get);

    @Nested
    final class WithAFreshClient {
        @Test
        void countsDown_andSaysWhenTheOldestIsForgotten() {
            assertThat(take("a")).isEqualTo(new Decision(true, 2, WINDOW));

            pass(Duration.ofSeconds(10));
            assertThat(take("a")).isEqualTo(new Decision(true, 1, Duration.ofSeconds(50)));

            pass(Duration.ofSeconds(10));
            assertThat(take("a")).isEqualTo(new Decision(true, 0, Duration.ofSeconds(40)));
        }

        @Test
        void refuses_oneMoreThanTheMaximum() {
            takeAll("a");

            assertThat(take("a")).isEqualTo(new Decision(false, 0, WINDOW));
        }

        @Test
        void countsEachClientApart() {
            takeAll("a");

            assertThat(take("b").allowed()).isTrue();
            assertThat(take("a").allowed()).isFalse();
        }
    }

    @Nested
    final class WithAFullWindow {
        @Test
        void refuses_untilTheWindowIsOver_toTheNanosecond() {
            takeAll("a");

            pass(WINDOW.minus(LITTLE));
            assertThat(take("a")).isEqualTo(new Decision(false, 0, LITTLE));

            pass(LITTLE);
            assertThat(take("a")).isEqualTo(new Decision(true, 2, WINDOW));
        }

        @Test
        void slides_insteadOfStartingAnew() {
            take("a");
            pass(Duration.ofSeconds(50));
            take("a");
            take("a");

            pass(Duration.ofSeconds(10));
            assertThat(take("a")).isEqualTo(new Decision(true, 0, Duration.ofSeconds(50)));
            assertThat(take("a").allowed()).isFalse();
        }

        @Test
        void doesNotCount_whatItRefuses() {
            takeAll("a");
            pass(WINDOW.minus(LITTLE));
            for (int i = 0; i < 50; i++) {
                assertThat(take("a").allowed()).isFalse();
            }

            pass(LITTLE);

            assertThat(take("a").allowed()).isTrue();
        }
    }

    @Test
    void silentClients_areForgotten() {
        for (int client = 0; client < 100; client++) {
            take("client" + client);
        }
        pass(WINDOW);

        for (int i = 0; i < 60; i++) {
            take("a");
        }

        assertThat(windows.size()).isEqualTo(1);
    }

    @Nested
    final class WithALimitThatChanges {
        @Test
        void raised_letsMoreThroughAtOnce() {
            takeAll("a");

            assertThat(take("a", MAX + 1)).isEqualTo(new Decision(true, 0, WINDOW));
            assertThat(take("a", MAX + 1).allowed()).isFalse();
        }

        @Test
        void lowered_letsNobodyThrough_untilFewerThanThatAreLeft() {
            take("a");
            pass(Duration.ofSeconds(10));
            take("a");
            pass(Duration.ofSeconds(10));
            take("a");

            assertThat(take("a", 1)).isEqualTo(new Decision(false, 0, WINDOW));
            assertThat(take("a", 2)).isEqualTo(new Decision(false, 0, Duration.ofSeconds(50)));
            pass(Duration.ofSeconds(50));
            assertThat(take("a", 2)).isEqualTo(new Decision(true, 0, Duration.ofSeconds(10)));
        }

        @Test
        void another_windowLength_isThatOfAllRequests() {
            take("a");
            pass(Duration.ofSeconds(2));
            Client hasty = new Client("a", new RateLimitSettings(Duration.ofSeconds(1), 1));

            assertThat(windows.take(hasty)).isEqualTo(new Decision(true, 0, Duration.ofSeconds(1)));
        }
    }

    @Nested
    final class WithVeryManyClients {
        @Test
        void remembersAsManyAsItPromises() {
            fill();

            assertThat(take("client0", 1).allowed()).isFalse();
            assertThat(windows.size()).isEqualTo(LocalWindows.MAX_CLIENTS);
        }

        @Test
        void forgetsTheOneThatWasSilentLongest_forANewOne() {
            fill();
            take("client0", 1); // Refused, but heard of.

            assertThat(take("newcomer", 1).allowed()).isTrue();

            assertThat(windows.size()).isEqualTo(LocalWindows.MAX_CLIENTS);
            assertThat(take("client0", 1).allowed()).isFalse();
            assertThat(take("client2", 1).allowed()).isFalse();
            assertThat(take("client1", 1).allowed()).isTrue();
        }

        /** A key with a window of its own keeps nobody else's in memory, and is not thrown out for them. */
        @Test
        void forgetsThoseOfEachLength_byThemselves() {
            Client daily = new Client("daily", new RateLimitSettings(Duration.ofDays(1), 1));
            assertThat(windows.take(daily).allowed()).isTrue();

            for (int client = 0; client < LocalWindows.MAX_CLIENTS + 10; client++) {
                take("client" + client, 1);
                pass(Duration.ofMillis(100));
            }

            assertThat(windows.size()).isLessThan(700);
            assertThat(windows.take(daily).allowed()).isFalse();
        }

        private void fill() {
            for (int client = 0; client < LocalWindows.MAX_CLIENTS; client++) {
                take("client" + client, 1);
            }
        }
    }

    /** Threads arrive at one moment, as the requests of a page do; exactly as many as may go through do. */
    @RepeatedTest(20)
    @Timeout(120)
    void letsExactlyTheMaximumThrough_whenCallersRace() throws Exception {
        int callers = 8;
        int each = 2_000;
        int max = 5_000;
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Long>> allowed = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                allowed.add(threads.submit(() -> {
                    gate.await();
                    return IntStream.range(0, each)
                            .filter(i -> take("one", max).allowed())
                            .count();
                }));
            }
            gate.countDown();

            long sum = 0;
            for (Future<Long> count : allowed) {
                sum += count.get(20, TimeUnit.SECONDS);
            }
            assertThat(sum).isEqualTo(max);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Against the definition, written down naively: every request of the window is looked at. */
    @Property(tries = 500)
    void agreesWithTheDefinition(
            @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 40) Integer> steps,
            @ForAll @IntRange(min = 1, max = 9) int max,
            @ForAll long start) {
        AtomicLong now = new AtomicLong(start);
        LocalWindows exact = new LocalWindows(now::get);
        RateLimitSettings limit = new RateLimitSettings(Duration.ofNanos(100), max);
        Map<String, List<Long>> allowed = new HashMap<>();
        long passed = 0;
        for (int step : steps) {
            passed += step / 2;
            now.set(start + passed);
            String client = step % 2 == 0 ? "even" : "odd";
            long moment = passed;
            List<Long> times = allowed.computeIfAbsent(client, unseen -> new ArrayList<>());
            List<Long> inWindow =
                    times.stream().filter(time -> moment - time < 100).toList();
            boolean expected = inWindow.size() < max;
            int left = Math.max(0, max - inWindow.size() - 1);
            long oldest = inWindow.isEmpty() ? moment : inWindow.get(0);

            Decision decision = exact.take(new Client(client, limit));

            assertThat(decision).isEqualTo(new Decision(expected, left, Duration.ofNanos(100 - (moment - oldest))));
            if (expected) {
                times.add(moment);
            }
        }
    }

    private Decision take(String client) {
        return take(client, MAX);
    }

    private Decision take(String client, int max) {
        return windows.take(new Client(client, new RateLimitSettings(WINDOW, max)));
    }

    private void takeAll(String client) {
        for (int i = 0; i < MAX; i++) {
            assertThat(take(client).allowed()).isTrue();
        }
    }

    private void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }
}
