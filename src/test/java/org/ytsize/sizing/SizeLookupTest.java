package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Settings;
import org.ytsize.video.Format;
import org.ytsize.video.Row;
import org.ytsize.video.Video;

@Timeout(120)
final class SizeLookupTest {
    private static final Optional<Cookies> COOKIES = Cookies.parse(".youtube.com\tTRUE\t/\tTRUE\t0\tSID\ts3cr3t");

    private final AtomicLong ticker = new AtomicLong(5);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeExtractor extractor = new FakeExtractor();
    private final SizeLookup lookup = new SizeLookup(
            new GuardedExtractor(extractor, Settings.from(name -> Optional.empty()), threads, () -> 0L, ticker::get));

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Nested
    final class TheAnswer {
        @Test
        void hasTheSizes_ofWhatWasFound() {
            extractor.thenFinds();

            SizeAnswer answer = ask(null, Optional.empty());

            assertThat(answer).isInstanceOf(SizeAnswer.Sizes.class);
            assertThat(((SizeAnswer.Sizes) answer).table().bytes(Row.S720P)).hasValue(50_000);
            assertThat(((SizeAnswer.Sizes) answer).table().durationSeconds()).isEqualTo(213);
        }

        @Test
        void usesTheHint_whereYtDlpHasNoDuration() {
            Format rated =
                    new Format("398", "av01.0.05M.08", null, null, null, 8.0, null, null, null, "SDR", -1, "", null);
            var answer = lookup.find(new SizeQuestion(FakeExtractor.VIDEO, 100.0, Optional.empty()));
            extractor
                    .open()
                    .get(0)
                    .complete(new Extraction.Found(new Video(FakeExtractor.VIDEO, "", null, null, List.of(rated))));

            assertThat(answer)
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .extracting(sizes ->
                            ((SizeAnswer.Sizes) sizes).table().bytes(Row.S720P).orElse(0))
                    .isEqualTo(100_000L);
        }

        @Test
        void isAFailure_neverAnEmptyTable() {
            var answer = lookup.find(new SizeQuestion(FakeExtractor.VIDEO, null, Optional.empty()));
            extractor
                    .open()
                    .get(0)
                    .complete(new Extraction.Found(new Video(FakeExtractor.VIDEO, "", null, null, List.of())));

            assertThat(answer)
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .extracting(SizeLookupTest::kindOf)
                    .isEqualTo(FailureKind.NO_SIZES);
        }
    }

    @Nested
    final class LentCookies {
        @Test
        void stayUnused_whereTheVideoIsPublic() {
            extractor.thenFinds();

            ask(null, COOKIES);

            assertThat(extractor.jobs()).extracting(ExtractionJob::cookies).containsExactly(Optional.empty());
        }

        @ParameterizedTest
        @EnumSource
        void areUsed_onlyAfterARefusalThatTheyCanChange(FailureKind kind) {
            extractor.thenFails(kind, kind, kind);
            ask(null, COOKIES);

            if (kind.cookiesMayHelp()) {
                assertThat(extractor.jobs())
                        .extracting(ExtractionJob::cookies)
                        .startsWith(Optional.empty())
                        .endsWith(COOKIES)
                        .containsOnlyOnce(Optional.empty());
            } else {
                assertThat(extractor.jobs()).allMatch(job -> job.cookies().isEmpty());
            }
        }

        @Test
        void mayShowTheVideo() {
            extractor.thenFails(FailureKind.AGE_RESTRICTED).thenFinds();

            assertThat(ask(null, COOKIES)).isInstanceOf(SizeAnswer.Sizes.class);
        }

        @Test
        void mayNotHelpEither() {
            extractor.thenFails(FailureKind.PRIVATE, FailureKind.COOKIES_INVALID);

            assertThat(kindOf(ask(null, COOKIES))).isEqualTo(FailureKind.COOKIES_INVALID);
        }

        /** 5xx is ours, but for a video of which YouTube tells no size, whoever asks. */
        @ParameterizedTest
        @EnumSource
        void leaveThePublicAnswer_whereTryingThemFailsByOurFault(FailureKind kind) {
            extractor.thenFails(FailureKind.AGE_RESTRICTED, kind, kind, kind);

            boolean ours = kind.status() >= 500 && kind != FailureKind.NO_SIZES;
            assertThat(kindOf(ask(null, COOKIES))).isEqualTo(ours ? FailureKind.AGE_RESTRICTED : kind);
        }

        @Test
        void areNotMissed_whereNobodyLentAny() {
            extractor.thenFails(FailureKind.PRIVATE).thenFinds();

            assertThat(kindOf(ask(null, Optional.empty()))).isEqualTo(FailureKind.PRIVATE);
            assertThat(extractor.jobs()).hasSize(1);
        }
    }

    private SizeAnswer ask(@Nullable Double hint, Optional<Cookies> cookies) {
        return lookup.find(new SizeQuestion(FakeExtractor.VIDEO, hint, cookies))
                .orTimeout(15, TimeUnit.SECONDS)
                .join();
    }

    private static FailureKind kindOf(SizeAnswer answer) {
        assertThat(answer).isInstanceOf(SizeAnswer.NoSizes.class);
        return ((SizeAnswer.NoSizes) answer).failure().kind();
    }
}
