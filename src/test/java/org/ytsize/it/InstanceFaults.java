package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.stub.Host;
import org.ytsize.stub.Scenario;

/** One front door, while instances behind it die, freeze, and come and go. */
interface InstanceFaults {

    Cluster cluster();

    @Test
    default void aRequestWhoseInstanceDies_isAnsweredByAnother_andCountsOnce() throws Exception {
        String video = "dies-with--";
        cluster().youTube().answer(video, Scenario.SLOW);
        try (Wire wire = new Wire(Load.freshAddress(), cluster().balancer().port())) {
            wire.send(Load.question(Caller.question(video)));
            cluster().youTube().gate().awaitHeld(1, Cluster.LONG);
            int dying = busyInstance();

            // Until it is gone, it is alive and answers nobody any more.
            cluster().instance(dying).process().destroyForcibly();
            cluster().instance(dying).process().onExit().join();

            await().atMost(Cluster.LONG).until(() -> busyInstance() != 0);
            cluster().youTube().gate().open();
            wire.answer().orElseThrow().is(200).isCounted(SharedLimits.MAX, SharedLimits.MAX - 1);
            cluster().youTube().gate().shut();
            comesBack(dying);
        }
    }

    @Test
    default void aKilledInstance_costsNobodyAnAnswer() throws Exception {
        try (Load load = cluster().load()) {
            cluster().instance(2).process().destroyForcibly();

            await().atMost(Cluster.LONG)
                    .until(() -> cluster().balancer().status(2).equals("DOWN"));
            load.goesOn();
            load.endsWell();
        }
        comesBack(2);
    }

    /** Whom it holds cannot be helped: a time-out must not send a request again. Nobody else notices, and nobody waits beyond the deadline. */
    @Test
    default void aFrozenInstance_keepsWhatItHas_untilTheDeadline_andNoMore() throws Exception {
        Load caught = cluster().load();
        try (caught) {
            Host.signal("STOP", cluster().instance(1).pid());
            await().atMost(Cluster.LONG)
                    .until(() -> cluster().balancer().status(1).equals("DOWN"));
            try (Load load = cluster().load()) {
                load.goesOn();
                load.endsWell();
            }
        }
        assertThat(caught.failures())
                .hasSizeBetween(1, Load.THREADS)
                .allMatch(answer -> answer.contains("\"TIMEOUT\""));
        // 34 s of the balancer's patience, and what a busy host adds; it rounds up.
        assertThat(caught.slowestSeconds()).isLessThanOrEqualTo(38);
        Host.signal("CONT", cluster().instance(1).pid());
        await().atMost(Cluster.LONG).until(() -> cluster().balancer().status(1).startsWith("UP"));
    }

    @Test
    default void anInstanceThatIsStopped_servesUntilTheBalancerHasNoticed() throws Exception {
        try (Load load = cluster().load()) {
            cluster().instance(3).process().destroy();

            assertThat(cluster().instance(3).awaitExit()).isZero();
            await().atMost(Cluster.LONG)
                    .until(() -> cluster().balancer().status(3).equals("DOWN"));
            load.goesOn();
            load.endsWell();
        }
        comesBack(3);
    }

    @Test
    default void anInstanceThatAnOperatorDrains_getsNothing_andComesBack() throws Exception {
        try (Load load = cluster().load()) {
            cluster().say(1, "drain");
            await().atMost(Cluster.LONG)
                    .until(() -> cluster().balancer().status(1).equals("DOWN"));
            await().atMost(Cluster.LONG).until(() -> cluster().say(1, "state").endsWith(": 0\n"));
            load.goesOn();
            assertThat(cluster().say(1, "state")).isEqualTo("draining, requests in flight: 0\n");

            cluster().say(1, "ready");

            await().atMost(Cluster.LONG)
                    .until(() -> cluster().balancer().status(1).startsWith("UP"));
            load.goesOn();
            load.endsWell();
        }
    }

    @Test
    default void aReloadOfTheBalancer_costsNobodyAnAnswer() throws Exception {
        try (Load load = cluster().load()) {
            for (int i = 0; i < 3; i++) {
                cluster().balancer().reload();
                load.goesOn();
            }
            load.endsWell();
        }
    }

    /** What instances of two releases tell each other has two forms: they share the limit and the work, and each remembers for itself. */
    @Test
    default void anInstanceOfTheNextSchema_joinsUnderLoad(@TempDir Path directory) throws Exception {
        Path next = NextRelease.war(directory);
        try (Load load = cluster().load()) {
            cluster().instance(3).process().destroy();
            assertThat(cluster().instance(3).awaitExit()).isZero();
            comesBack(3, next);
            load.goesOn();
            load.endsWell();
        }
        cluster().awaitMembers();
        cluster().caller(1).size("two-forms--").is(200);
        assertThat(cluster().caller(3).size("two-forms--").is(200).header("X-Cache"))
                .isEqualTo("miss");
        comesBack(3);
    }

    private void comesBack(int number) {
        comesBack(number, Instance.war());
    }

    private void comesBack(int number, Path war) {
        cluster().restart(number, war);
        await().atMost(Cluster.LONG)
                .until(() -> cluster().balancer().status(number).startsWith("UP"));
    }

    /** The one that waits for YouTube; 0 for none. */
    private int busyInstance() {
        return List.of(1, 2, 3).stream()
                .filter(number -> cluster().instance(number).process().isAlive())
                .filter(number -> cluster()
                                .caller(number)
                                .get("/api/v1/metrics")
                                .json()
                                .getJsonObject("workerPool")
                                .getInt("activeTasks")
                        > 0)
                .findFirst()
                .orElse(0);
    }
}
