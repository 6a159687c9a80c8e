package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.video.Row;
import org.ytsize.video.SizeTable;
import org.ytsize.video.SizeTable.Size;
import org.ytsize.video.Video;

final class ShelfLifeTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final SizeTable GOOD = new SizeTable(Map.of(Row.S720P, new Size(50_000, true)), 213L);

    @Nested
    final class OfSizes {
        /**
         * Hours: since the upload; for which they are fresh; then may be told while they are looked up again; then if
         * that fails.
         */
        @ParameterizedTest
        @CsvSource({
            "PT-5M,     PT20M, PT40M,  PT24H",
            "PT0S,      PT20M, PT40M,  PT24H",
            "PT47H59M,  PT20M, PT40M,  PT24H",
            "PT48H,     PT3H,  PT21H,  PT168H",
            "PT167H59M, PT3H,  PT21H,  PT168H",
            "PT168H,    PT24H, PT168H, PT168H",
            "PT90000H,  PT24H, PT168H, PT168H",
        })
        void isLonger_forOlderVideos(Duration age, Duration fresh, Duration revalidate, Duration lastResort) {
            assertThat(ShelfLife.of(uploaded(NOW.minus(age)), GOOD, NOW))
                    .isEqualTo(new ShelfLife(fresh, revalidate, lastResort));
        }

        @Test
        void isThatOfANewVideo_whereItsAgeIsNotTold() {
            assertThat(ShelfLife.of(uploaded(null), GOOD, NOW)).isEqualTo(ShelfLife.of(uploaded(NOW), GOOD, NOW));
        }

        @Test
        void isShort_whereTheyMaySoonBeBetter() {
            SizeTable estimated = new SizeTable(Map.of(Row.S720P, new Size(50_000, false)), 213L);

            assertThat(ShelfLife.of(uploaded(Instant.EPOCH), estimated, NOW).fresh())
                    .isEqualTo(Duration.ofMinutes(5));
        }
    }

    @Nested
    final class OfAFailure {
        @ParameterizedTest
        @EnumSource
        void isThatOfItsKind(FailureKind kind) {
            assertThat(ShelfLife.of(Failure.of(kind, "")))
                    .isEqualTo(new ShelfLife(kind.memory(), Duration.ZERO, Duration.ZERO));
        }

        @Test
        void endsWhenTheVideoBegins() {
            Failure soon = new Failure(FailureKind.UPCOMING, Duration.ofSeconds(90), "");
            Failure late = new Failure(FailureKind.UPCOMING, Duration.ofHours(9), "");

            assertThat(ShelfLife.of(soon).total()).isEqualTo(Duration.ofSeconds(90));
            assertThat(ShelfLife.of(late).total()).isEqualTo(Duration.ofMinutes(10));
        }

        @ParameterizedTest
        @EnumSource(mode = Mode.EXCLUDE, names = "UPCOMING")
        void doesNotDependOnItsWait_otherwise(FailureKind kind) {
            assertThat(ShelfLife.of(new Failure(kind, Duration.ofNanos(1), "")).total())
                    .isEqualTo(kind.memory());
        }
    }

    private static Video uploaded(@Nullable Instant when) {
        return new Video(FakeExtractor.VIDEO, "", 213.0, "public", null, when, List.of());
    }
}
