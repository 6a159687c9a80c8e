package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ytsize.ops.Repeats.Leave;

final class RepeatsTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final Repeats repeats = new Repeats(2, WINDOW, ticker::get);

    @Test
    void theSame_comesThroughSoOften_andTheLastIsToldApart() {
        assertThat(repeats.admit("a")).hasValue(new Leave(0, false));
        assertThat(repeats.admit("a")).hasValue(new Leave(0, true));
        assertThat(repeats.admit("a")).isEmpty();
        assertThat(repeats.admit("b")).hasValue(new Leave(0, false));
    }

    @Test
    void afterTheWindow_itComesAgain_andSaysHowManyDidNot() {
        IntStream.range(0, 10).forEach(i -> repeats.admit("a"));
        ticker.addAndGet(WINDOW.toNanos() - 1);
        assertThat(repeats.admit("a")).isEmpty();

        ticker.addAndGet(1);

        assertThat(repeats.admit("a")).hasValue(new Leave(9, false));
        assertThat(repeats.admit("a")).hasValue(new Leave(0, true));
    }

    /** Memory stays bounded, whatever the things are called. */
    @Test
    void aFloodOfDifferentThings_isOneThingInTheEnd() {
        long through = IntStream.range(0, 100_000)
                .filter(i -> repeats.admit("thing " + i).isPresent())
                .count();

        assertThat(through).isEqualTo(500 + 2);
        assertThat(repeats.admit("thing 1")).isPresent();
    }

    @Test
    void afterAFlood_thereIsRoomAgain() {
        IntStream.range(0, 1_000).forEach(i -> repeats.admit("thing " + i));
        ticker.addAndGet(WINDOW.toNanos());

        assertThat(repeats.admit("a")).hasValue(new Leave(0, false));
        assertThat(repeats.admit("b")).hasValue(new Leave(0, false));
        assertThat(repeats.admit("b")).hasValue(new Leave(0, true));
        assertThat(repeats.admit("b")).isEmpty();
        assertThat(repeats.admit("c")).isPresent();
    }
}
