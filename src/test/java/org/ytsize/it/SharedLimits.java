package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.stub.CountedRequests;
import org.ytsize.stub.RedisFault;

/** One limit over all instances of a cluster, as its clients meet it. */
interface SharedLimits {
    int MAX = 20;
    Duration WINDOW = Duration.ofSeconds(7);
    String QUESTION = Caller.question("limited----");

    Cluster cluster();

    @RepeatedTest(20)
    default void of25AtOnce_fromOneClient_20AreAnswered_and5TurnedAway() throws Exception {
        assertThat(atOnce(Load.freshAddress())).containsOnly(Map.entry(200, MAX), Map.entry(429, 5));
    }

    /** A client that says each time that it is another one is still itself. */
    @Test
    default void forgedHeaders_changeNothing() throws Exception {
        assertThat(atOnce(
                        Load.freshAddress(),
                        "X-Forwarded-For: 203.0.113.",
                        "X-Unique-ID: mine",
                        "Forwarded: for=1.2.3.4"))
                .containsOnly(Map.entry(200, MAX), Map.entry(429, 5));
    }

    /** Wherever a window starts, it never holds more than the limit: by Redis' own log of what was counted. */
    @Test
    default void noWindow_everHoldsMoreThanTheLimit() throws Exception {
        String client = Load.freshAddress();

        CountedRequests counted = CountedRequests.of(
                cluster().redis(), "rl:" + client, List.of(() -> isCounted(client)), 750, Duration.ofSeconds(16));

        assertThat(counted.busiestWindow(WINDOW)).isLessThanOrEqualTo(MAX);
        assertThat(counted.micros()).hasSizeGreaterThan(2 * MAX).hasSize(counted.allowed());
    }

    /** Each instance tells of it once, and of its end once. */
    @ParameterizedTest
    @EnumSource
    default void aRedisThatFails_costsNobodyAnAnswer_andIsBackByItself(RedisFault fault) throws Exception {
        cluster().awaitMembers();
        List<Long> begun = told("Redis cannot be asked");
        List<Long> ended = told("Redis is back");
        try (Load load = cluster().load()) {
            fault.begin(cluster().redis());
            allSay("error");
            assertThat(atOnce(Load.freshAddress()).getOrDefault(200, 0))
                    .as("three shares")
                    .isBetween(7, 21);
            load.goesOn();
            fault.end(cluster().redis());
            allSay("connected");
            load.goesOn();
            load.endsWell();
        }
        assertThat(atOnce(Load.freshAddress())).containsOnly(Map.entry(200, MAX), Map.entry(429, 5));
        assertThat(told("Redis cannot be asked"))
                .isEqualTo(begun.stream().map(before -> before + 1).toList());
        assertThat(told("Redis is back"))
                .isEqualTo(ended.stream().map(before -> before + 1).toList());
    }

    @Test
    default void aRedisThatForgetsScriptsAndCutsConnections_costsNobodyAnAnswer() throws Exception {
        try (Load load = cluster().load()) {
            for (int i = 0; i < 3; i++) {
                cluster().redis().send("SCRIPT", "FLUSH");
                load.goesOn();
                cluster().redis().send("CLIENT", "KILL", "TYPE", "normal");
                load.goesOn();
            }
            load.endsWell();
        }
        allSay("connected");
        assertThat(atOnce(Load.freshAddress())).containsOnly(Map.entry(200, MAX), Map.entry(429, 5));
    }

    /** How often each instance has that in its log. */
    private List<Long> told(String text) {
        return List.of(1, 2, 3).stream()
                .map(number -> cluster()
                        .instance(number)
                        .logText()
                        .lines()
                        .filter(line -> line.contains(text))
                        .count())
                .toList();
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
                        wire.send(Load.question(QUESTION, own));
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

    private boolean isCounted(String client) throws IOException {
        try (Wire wire = new Wire(client, cluster().balancer().port())) {
            wire.send(Load.question(QUESTION));
            return wire.answer().orElseThrow().status() == 200;
        }
    }
}
