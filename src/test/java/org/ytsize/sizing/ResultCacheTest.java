package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.ByteSize;
import org.ytsize.video.Format;
import org.ytsize.video.Video;
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
    void keepsWhatItKnew_whereTheNewsAreOlder_unlessThatSaidLess() {
        Finding unclear = new Finding(new Finding.Refusal(Failure.of(FailureKind.UNAVAILABLE_UNCLEAR, "")), LIFE);
        cache.put(FakeExtractor.VIDEO, unclear, Duration.ZERO);
        assertThat(cache.put(FakeExtractor.VIDEO, sizes(), Duration.ofSeconds(2)))
                .isTrue();

        assertThat(cache.put(FakeExtractor.VIDEO, sizes(), Duration.ofSeconds(3)))
                .isFalse();

        assertThat(known().age()).isEqualTo(Duration.ofSeconds(2));
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
        ResultCache full = staysWithinItsMemory(number -> sizes());

        assertThat(full.size()).isBetween(4_000L, 8_000L);
        assertThat(full.evictions()).isGreaterThan(40_000);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void staysWithinItsMemory_whateverIsFoundOut(IntFunction<Finding> findings) {
        ResultCache full = staysWithinItsMemory(findings);

        assertThat(full.evictions()).isGreaterThan(30_000);
    }

    private ResultCache staysWithinItsMemory(IntFunction<Finding> findings) {
        for (int i = 0; i < 2_000; i++) { // classes and code take memory too, the first time
            cache.put(video(i), findings.apply(i), Duration.ZERO);
        }
        ResultCache full = new ResultCache(new ByteSize(8 << 20), ticker::get);
        long before = heap();

        for (int i = 0; i < 50_000; i++) {
            full.put(video(i), findings.apply(i), Duration.ZERO);
        }

        assertThat(full.weight()).isBetween(7L << 20, 8L << 20);
        await().untilAsserted(() -> assertThat(heap() - before).isLessThan(8 << 20)); // others use this heap too
        return full;
    }

    /** What may be found out, beside sizes: all of it made anew for each video, as yt-dlp's answers are. */
    private static Stream<Named<IntFunction<Finding>>> samples() {
        return Stream.of(
                Named.of(
                        "small sizes",
                        number -> new Finding(
                                new Finding.Sizes(new AnswerBody(new byte[100]), new AnswerBody(new byte[100])), LIFE)),
                Named.of("refusal", number -> refusal("")),
                Named.of("refusal with detail", number -> refusal("detail ".repeat(30) + number)),
                Named.of("one format", number -> unmeasured(number, 1)),
                Named.of("many formats", number -> unmeasured(number, 25)));
    }

    private static Finding refusal(String detail) {
        return new Finding(new Finding.Refusal(Failure.of(FailureKind.PRIVATE, detail)), LIFE);
    }

    private static Finding unmeasured(int number, int formats) {
        List<Format> all = IntStream.range(0, formats)
                .mapToObj(i -> new Format(
                        "137-" + number,
                        "av01.0.09M.08." + number,
                        "mp4a.40." + number,
                        1_000_000_000L + number,
                        2_000_000_000L + number,
                        1_000.5 + number,
                        1_000 + number,
                        2_000 + number,
                        3_000 + number,
                        "HDR" + number,
                        10,
                        "1080p60 HDR, Premium, " + number,
                        "1080p60 HDR " + number,
                        "en-" + number,
                        "webm" + number))
                .toList();
        Instant uploaded = Instant.ofEpochSecond(number);
        Video video = new Video(
                video(number), "A title " + number, null, "public" + number, "was_live" + number, uploaded, all);
        return new Finding(new Finding.Unmeasured(video), LIFE);
    }

    private ResultCache.Known known() {
        return cache.get(FakeExtractor.VIDEO).orElseThrow();
    }

    private static Finding sizes() {
        return new Finding(
                new Finding.Sizes(new AnswerBody(new byte[BODY_BYTES / 2]), new AnswerBody(new byte[BODY_BYTES / 2])),
                LIFE);
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
