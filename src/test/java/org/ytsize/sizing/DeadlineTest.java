package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

final class DeadlineTest {

    @Property
    void left_isWhatHasNotPassed_alsoWhereTheClockOverflows(
            @ForAll long now,
            @ForAll @LongRange(min = 0, max = 1L << 50) long time,
            @ForAll @LongRange(min = 0, max = 1L << 51) long passed) {
        Deadline deadline = Deadline.in(Duration.ofNanos(time), now);

        assertThat(deadline.left(now + passed)).isEqualTo(Duration.ofNanos(time - passed));
    }
}
