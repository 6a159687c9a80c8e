package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each of several instances tells of all. */
interface SharedStatus {
    /** What a report lives, and some more for a busy machine. */
    Duration SOON = Duration.ofSeconds(50);

    Cluster cluster();

    @Test
    default void each_tellsOfAll() {
        for (int each = 1; each <= 3; each++) {
            int number = each;
            await().atMost(Cluster.LONG).untilAsserted(() -> {
                JsonObject status = status(number);
                assertThat(names(status))
                        .contains(status.getString("answeredBy"))
                        .hasSize(3);
                assertThat(status.getJsonObject("cluster").getInt("ready")).isEqualTo(3);
                assertThat(status.getString("answeredBy"))
                        .endsWith(":" + cluster().instance(number).base().getPort());
            });
        }
        assertThat(status(1).toString()).doesNotContain("redis://", "/tmp", "127.0.0.1");
    }

    @Test
    default void aKilledInstance_isSoonGone_andOnceItIsBackItIsThereAgain() {
        awaitAll();
        String killed = status(2).getString("answeredBy");

        cluster().instance(2).process().destroyForcibly();

        for (int number : new int[] {1, 3}) {
            await().atMost(SOON).until(() -> !names(status(number)).contains(killed));
            await().atMost(Cluster.LONG).until(() -> status(number).getBoolean("complete"));
            assertThat(status(number).getJsonObject("cluster").getInt("members"))
                    .isEqualTo(2);
        }
        cluster().restart(2, Instance.war());
        awaitAll();
        await().atMost(Cluster.LONG).until(() -> names(status(1)).contains(killed));
    }

    private void awaitAll() {
        for (int each = 1; each <= 3; each++) {
            int number = each;
            await().atMost(Cluster.LONG)
                    .until(() ->
                            names(status(number)).size() == 3 && status(number).getBoolean("complete"));
        }
    }

    private JsonObject status(int number) {
        return cluster().caller(number).get("/api/v1/status").is(200).json();
    }

    private static List<String> names(JsonObject status) {
        return status.getJsonArray("instances").getValuesAs(JsonObject.class).stream()
                .map(instance -> instance.getString("name"))
                .toList();
    }
}
