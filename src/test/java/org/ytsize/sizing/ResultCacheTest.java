package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.ByteSize;
import org.ytsize.video.VideoId;

final class ResultCacheTest {
    private static final ShelfLife LIFE =
            new ShelfLife(Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(30));
    private static final int BODY_BYTES = 800;

    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private final ResultCache cache = new ResultCache(new ByteSize(8 << 20), ticker::get);

    @Test
    void knowsNothing_atFirst() {
        assertThat(cache.get(FakeExtractor.VIDEO)).isEmpty();
    }

    @Test
    void knows_forHowLongSomethingIsOfUse() {
        cache.put(FakeExtractor.VIDEO, sizes(), Duration.ZERO);

        assertThat(known().isFresh()).isTrue();
        assertThat(known().isDue()).isFalse();
        pass(Duration.ofMinutes(8));
        assertThat(known().isDue()).as("soon over").isTrue();
        pass(Duration.ofMinutes(2));
        assertThat(known().isFresh()).isFalse();
        assertThat(known().isUsable()).isTrue();
        pass(Duration.ofMinutes(20));
        assertThat(known().isUsable()).isFalse();
        assertThat(known().age()).isEqualTo(Duration.ofMinutes(30));
        pass(Duration.ofMinutes(30));
        assertThat(cache.get(FakeExtractor.VIDEO)).isEmpty();
    }

    @Test
    void keepsWhatIsOldAlready_forTheRestOfItsTime() {
        Duration total = LIFE.total();

        assertThat(cache.put(FakeExtractor.VIDEO, sizes(), total)).isFalse();
        assertThat(cache.put(FakeExtractor.VIDEO, sizes(), total.minusSeconds(2)))
                .isTrue();

        assertThat(known().age()).isEqualTo(total.minusSeconds(2));
        pass(Duration.ofSeconds(3));
        assertThat(cache.get(FakeExtractor.VIDEO)).isEmpty();
    }

    @Test
    void replaces_whatItKnew_andCountsItsAgeAnew() {
        cache.put(FakeExtractor.VIDEO, sizes(), Duration.ZERO);
        pass(Duration.ofMinutes(59));
        cache.put(FakeExtractor.VIDEO, sizes(), Duration.ZERO);
        pass(Duration.ofMinutes(59));

        assertThat(known().age()).isEqualTo(Duration.ofMinutes(59));
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void keepsWhatItKnew_whereTheNewsHaveNoLife() {
        cache.put(FakeExtractor.VIDEO, sizes(), Duration.ZERO);
        cache.put(
                FakeExtractor.VIDEO,
                new Finding(new Finding.Refusal(Failure.of(FailureKind.TIMEOUT, "")), ShelfLife.NONE),
                Duration.ZERO);

        assertThat(known().finding().isOurFault()).isFalse();
    }

    /** By its own account, and by the heap's: the account is not to be believed unless they agree. */
    @Test
    void staysWithinItsMemory_howeverManyVideosThereAre() {
        fill(2_000); // classes and code take memory too, the first time
        ResultCache full = new ResultCache(new ByteSize(8 << 20), ticker::get);
        long before = heap();

        for (int i = 0; i < 50_000; i++) {
            full.put(video(i), sizes(), Duration.ZERO);
        }

        long grown = heap() - before;
        assertThat(full.weight()).isBetween(7L << 20, 8L << 20);
        assertThat(grown).isLessThan(8 << 20);
        assertThat(full.size()).isBetween(4_000L, 8_000L);
        assertThat(full.evictions()).isGreaterThan(40_000);
    }

    private void fill(int videos) {
        for (int i = 0; i < videos; i++) {
            cache.put(video(i), sizes(), Duration.ZERO);
        }
    }

    private ResultCache.Known known() {
        return cache.get(FakeExtractor.VIDEO).orElseThrow();
    }

    private static Finding sizes() {
        return new Finding(new Finding.Sizes(new AnswerBody(new byte[BODY_BYTES])), LIFE);
    }

    private static VideoId video(int number) {
        return new VideoId(String.format(Locale.ROOT, "v%010d", number));
    }

    private void pass(Duration time) {
        ticker.addAndGet(time.toNanos());
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
