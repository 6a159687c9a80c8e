package org.ytsize.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** One limit over all instances of a cluster, as its clients meet it. */
interface SharedLimits {
    int MAX = 20;
    Duration WINDOW = Duration.ofSeconds(5);

    Cluster cluster();

    @RepeatedTest(20)
    default void of25AtOnce_fromOneClient_20AreAnswered_and5TurnedAway() throws Exception {
        assertThat(atOnce(Load.freshAddress())).containsOnly(Map.entry(400, MAX), Map.entry(429, 5));
    }

    /** A client that says each time that it is another one is still itself. */
    @Test
    default void forgedHeaders_changeNothing() throws Exception {
        assertThat(atOnce(
                        Load.freshAddress(),
                        "X-Forwarded-For: 203.0.113.",
                        "X-Unique-ID: mine",
                        "Forwarded: for=1.2.3.4"))
                .containsOnly(Map.entry(400, MAX), Map.entry(429, 5));
    }

    /** Wherever a window starts, it never holds more than the limit: by Redis' own log of what was counted. */
    @Test
    default void noWindow_everHoldsMoreThanTheLimit() throws Exception {
        String client = Load.freshAddress();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        SortedMap<Long, String> counted = new TreeMap<>();
        try {
            List<Future<Integer>> callers = new ArrayList<>();
            for (int caller = 0; caller < 3; caller++) {
                Random random = new Random(caller);
                callers.add(threads.submit(() -> askAtRandom(client, random)));
            }
            while (!callers.stream().allMatch(Future::isDone)) {
                readWindow(client, counted);
            }
            readWindow(client, counted);
            int answered = 0;
            for (Future<Integer> caller : callers) {
                answered += caller.get();
            }
            assertThat(counted).hasSizeLessThanOrEqualTo(answered).hasSizeGreaterThan(2 * MAX);
        } finally {
            threads.shutdownNow();
        }
        List<Long> micros = List.copyOf(counted.keySet());
        for (int i = 0; i + MAX < micros.size(); i++) {
            assertThat(micros.get(i + MAX) - micros.get(i)).isGreaterThanOrEqualTo(WINDOW.toNanos() / 1_000);
        }
    }

    @Test
    default void aRedisThatFreezesOrEnds_costsNobodyAnAnswer_andIsBackByItself() throws Exception {
        cluster().awaitMembers();
        try (Load load = cluster().load()) {
            cluster().redis().freeze();
            allSay("error");
            assertThat(atOnce(Load.freshAddress()).getOrDefault(400, 0))
                    .as("three shares")
                    .isBetween(7, 21);
            load.goesOn();
            cluster().redis().thaw();
            allSay("connected");
            load.goesOn();

            cluster().redis().restart();
            load.goesOn();
            allSay("connected");
        }
        assertThat(atOnce(Load.freshAddress())).containsOnly(Map.entry(400, MAX), Map.entry(429, 5));
    }

    private void allSay(String state) {
        for (int number = 1; number <= 3; number++) {
            Caller caller = cluster().caller(number);
            await().atMost(Cluster.LONG)
                    .until(() -> caller.get("/health/redis")
                            .json()
                            .getString("redis")
                            .equals(state));
        }
    }

    /** How many of 25 requests at once had which status. A header that ends in a dot gets another number behind it each time. */
    private Map<Integer, Integer> atOnce(String client, String... headers) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(25);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                String[] own = headers.clone();
                for (int header = 0; header < own.length; header++) {
                    own[header] = own[header].endsWith(".") ? own[header] + i : own[header];
                }
                answers.add(threads.submit(() -> {
                    gate.await();
                    try (Wire wire = new Wire(client, cluster().balancer().port())) {
                        wire.send(Load.question("{}", own));
                        return wire.answer().orElseThrow().status();
                    }
                }));
            }
            gate.countDown();
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Future<Integer> answer : answers) {
                statuses.merge(answer.get(60, TimeUnit.SECONDS), 1, Integer::sum);
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private int askAtRandom(String client, Random random) throws Exception {
        int answered = 0;
        for (int i = 0; i < 250; i++) {
            try (Wire wire = new Wire(client, cluster().balancer().port())) {
                wire.send(Load.question("{}"));
                answered += wire.answer().orElseThrow().status() == 400 ? 1 : 0;
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(120)); // the pauses are what is tried, not a wait for anything
        }
        return answered;
    }

    private void readWindow(String client, SortedMap<Long, String> counted) {
        List<?> entries = (List<?>) cluster().redis().send("ZRANGE", "rl:" + client, "0", "-1", "WITHSCORES");
        for (int i = 0; i < entries.size(); i += 2) {
            counted.put(Long.parseLong(text(entries.get(i + 1))), text(entries.get(i)));
        }
    }

    private String text(Object bulk) {
        return new String((byte[]) bulk, US_ASCII);
    }
}
