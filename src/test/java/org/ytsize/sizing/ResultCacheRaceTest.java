package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.ByteSize;

/** One thread finds out sizes, again and again; another one what does not count beside them, all the time. */
@Timeout(60)
final class ResultCacheRaceTest {
    private static final ShelfLife LIFE =
            new ShelfLife(Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(30));
    private static final Finding UNCLEAR =
            new Finding(new Finding.Refusal(Failure.of(FailureKind.UNAVAILABLE_UNCLEAR, "")), LIFE);
    private static final int ROUNDS = 100_000;

    private final ResultCache cache = new ResultCache(new ByteSize(8 << 20), () -> Long.MAX_VALUE - 5);

    @ParameterizedTest
    @MethodSource("whatDoesNotCount")
    void whatIsNewer_isNeverUndone(Finding finding, Duration age) throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        cache.put(FakeExtractor.VIDEO, sizes(), Duration.ZERO);
        Thread other = new Thread(() -> {
            gate.countDown();
            while (!over.get()) {
                cache.put(FakeExtractor.VIDEO, finding, age);
            }
        });
        other.start();
        gate.await();

        int undone = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Finding sizes = sizes();
            cache.put(FakeExtractor.VIDEO, sizes, Duration.ZERO);
            undone += isKnown(sizes) ? 0 : 1;
        }
        over.set(true);
        other.join();

        assertThat(undone).isZero();
    }

    private static Stream<Arguments> whatDoesNotCount() {
        return Stream.of(Arguments.of(UNCLEAR, Duration.ZERO), Arguments.of(sizes(), Duration.ofMinutes(5)));
    }

    private boolean isKnown(Finding finding) {
        return cache.get(FakeExtractor.VIDEO)
                .filter(known -> known.finding().equals(finding))
                .isPresent();
    }

    private static Finding sizes() {
        return new Finding(new Finding.Sizes(new AnswerBody(new byte[100]), new AnswerBody(new byte[100])), LIFE);
    }
}
