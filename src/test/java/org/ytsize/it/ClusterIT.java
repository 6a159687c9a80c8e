package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.stub.Scenario;

/** One limit and one front door over three instances. */
@SuppressWarnings("NullAway.Init") // JUnit fills the field before the first test.
@Timeout(300)
final class ClusterIT implements SharedLimits, SharedStatus, InstanceFaults {
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(Map.of(
                "RATE_LIMIT_MAX_REQUESTS",
                Integer.toString(SharedLimits.MAX),
                "RATE_LIMIT_WINDOW_MS",
                Long.toString(SharedLimits.WINDOW.toMillis()),
                "REDIS_TIMEOUT_MS",
                "2000"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    public Cluster cluster() {
        return cluster;
    }

    @Test
    void whatIsForOperatorsOfTheHost_isShut() throws IOException {
        for (String path :
                new String[] {"/ops", "/ops/drain", "/mphealth/ready", "/MPHealth/ready", "//mphealth/ready"}) {
            try (Wire wire = new Wire(cluster.balancer().port())) {
                wire.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                wire.answer().orElseThrow().is(404);
            }
        }
    }

    @Test
    void theContract_isForEverybody() {
        Caller front =
                new Caller(URI.create("http://127.0.0.1:" + cluster.balancer().port()));

        Answer answer = front.get("/openapi?format=JSON");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(front.get("/api/v1/openapi").json());
        assertThat(front.get("/openapi").header("Content-Type")).isEqualTo("application/yaml");
    }

    @Test
    void allAreMembers_andSaySo() {
        cluster.awaitMembers();
    }

    /** Also where a busy machine holds a member up for longer than the grid's deadline, once. */
    @Test
    void aVideoThatManyWant_isLookedUpOnce_whicheverInstancesTheyMeet() throws Exception {
        cluster.awaitMembers();
        for (int round = 0; round < 5; round++) {
            assertThat(lookupsForMany("wanted" + round + "----")).isOne();
        }
    }

    private static long lookupsForMany(String video) throws Exception {
        cluster.youTube().answer(video, Scenario.SLOW);
        ExecutorService threads = Executors.newFixedThreadPool(60);
        try {
            List<Future<Answer>> answers = Stream.generate(() -> threads.submit(() -> ask(video)))
                    .limit(60)
                    .toList();
            cluster.youTube().gate().awaitHeld(1, Cluster.LONG);
            await().atMost(Cluster.LONG).until(() -> inFlight() >= 60);
            cluster.youTube().gate().open();

            Map<String, Long> origins = new TreeMap<>();
            for (Future<Answer> answer : answers) {
                origins.merge(answer.get().is(200).header("X-Cache"), 1L, Long::sum);
            }
            long lookups = cluster.youTube().tally().requests(video);
            assertThat(origins).isEqualTo(Map.of("miss", lookups, "shared", 60 - lookups));
            return lookups;
        } finally {
            cluster.youTube().gate().shut();
            threads.shutdownNow();
        }
    }

    @Test
    void whatOneHasFoundOut_allKnow() {
        cluster.awaitMembers();
        List<String> origins = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            String video = "known" + round + "-----";
            cluster.caller(1).size(video).is(200);
            origins.add(cluster.caller(2).size(video).is(200).header("X-Cache") + ", "
                    + cluster.caller(3).size(video).is(200).header("X-Cache"));
        }

        assertThat(Collections.frequency(origins, "shared, shared"))
                .as("%s", origins)
                .isGreaterThanOrEqualTo(4);
    }

    private static Answer ask(String video) throws IOException {
        try (Wire wire = new Wire(Load.freshAddress(), cluster.balancer().port())) {
            wire.send(Load.question(Caller.question(video)));
            return wire.answer().orElseThrow();
        }
    }

    /** Requests in flight in all instances, less the one that asks. */
    private static int inFlight() {
        int sum = 0;
        for (int number = 1; number <= 3; number++) {
            sum += cluster.caller(number)
                            .get("/api/v1/metrics")
                            .json()
                            .getJsonObject("requests")
                            .getInt("inFlight")
                    - 1;
        }
        return sum;
    }

    @Test
    void aRequest_hasOneName_inTheBalancersLog_andInThatOfItsInstance() throws Exception {
        try (Wire wire = new Wire(Load.freshAddress(), cluster.balancer().port())) {
            wire.send(Load.question(Caller.question("joined-log-"), "X-Request-ID: find-me-everywhere"));
            wire.answer().orElseThrow().is(200);
        }

        await().atMost(Cluster.LONG)
                .until(() -> cluster.balancer().log().contains("\"requestId\":\"find-me-everywhere\""));
        await().atMost(Cluster.LONG)
                .until(() -> List.of(1, 2, 3).stream()
                                .filter(number ->
                                        cluster.instance(number).logText().contains("find-me-everywhere"))
                                .count()
                        == 1);
    }
}
