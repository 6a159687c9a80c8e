package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a {@link WorkQueue} says that the next one will wait. */
final class ExpectedWaitTest {
    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final WorkQueue<String> queue = new WorkQueue<>(2, 3, ticker::get);

    @Test
    void isASecond_whileNothingIsKnown() {
        assertThat(queue.meanDuration()).isEqualTo(Duration.ZERO);
        assertThat(queue.expectedWait()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void isWhatTheWaitersAheadTake_sharedByTheWorkers() {
        queue.took(Duration.ofSeconds(10));
        assertThat(queue.meanDuration()).isEqualTo(Duration.ofSeconds(10));
        assertThat(queue.expectedWait()).isEqualTo(Duration.ofSeconds(5));

        submit(5);

        assertThat(queue.expectedWait()).isEqualTo(Duration.ofSeconds(20));
    }

    /** As where YouTube has fallen silent: nothing ends that could tell. */
    @Test
    void isNotShorterThanWhatIsUnderWayHasTakenAlready() {
        queue.took(Duration.ofMillis(100));
        submit(5);

        ticker.addAndGet(Duration.ofSeconds(20).toNanos());

        assertThat(queue.expectedWait()).isEqualTo(Duration.ofSeconds(40));
        assertThat(queue.meanDuration()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void followsWhatRecentTasksTook() {
        queue.took(Duration.ofSeconds(10));
        queue.took(Duration.ofSeconds(20));

        assertThat(queue.meanDuration()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void isNeverShorterThanASecond() {
        queue.took(Duration.ofMillis(1));

        assertThat(queue.expectedWait()).isEqualTo(Duration.ofSeconds(1));
    }

    /** So many, none of which ends. */
    private void submit(int tasks) {
        for (int task = 0; task < tasks; task++) {
            var unused = queue.submit(task, CompletableFuture<String>::new);
        }
    }
}
