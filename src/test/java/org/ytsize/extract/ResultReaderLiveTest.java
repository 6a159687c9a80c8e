package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.video.Video;

final class ResultReaderLiveTest extends ResultReaderScene {
    @Nested
    final class ALiveVideo {
        @Test
        void hasNoSizeYet() {
            assertThat(failureOf(info().add("live_status", "is_live"))).isEqualTo(FailureKind.LIVE);
            assertThat(failureOf(info().add("is_live", true))).isEqualTo(FailureKind.LIVE);
        }

        @Test
        void isAnOrdinaryOne_onceItIsOver() {
            Video video = video(info().add("live_status", "was_live")
                    .add("is_live", false)
                    .add("formats", formats(sound().add("filesize", 1))));

            assertThat(video.formats()).hasSize(1);
        }

        @Test
        void isBeingProcessed_justAfterItsEnd() {
            assertThat(failureOf(info().add("live_status", "post_live").add("formats", formats(sound()))))
                    .isEqualTo(FailureKind.PROCESSING);
        }

        @Test
        void isFound_justAfterItsEnd_ifItHasSizesAlready() {
            assertThat(video(info().add("live_status", "post_live").add("formats", formats(sound().add("filesize", 1))))
                            .formats())
                    .hasSize(1);
        }
    }

    @Nested
    final class AnUpcomingVideo {
        @ParameterizedTest
        @CsvSource({
            "1, PT1S",
            "3600, PT1H",
            "86400, PT24H",
            "86401, PT24H",
            "31536000, PT24H",
            "-1, PT10M",
            "-86400, PT10M"
        })
        void isToBeAskedForAgain_whenItStarts(long secondsFromNow, Duration wait) {
            JsonObjectBuilder info = info().add("live_status", "is_upcoming")
                    .add("release_timestamp", NOW.getEpochSecond() + secondsFromNow);

            Failure failure = failure(done(info.build()));

            assertThat(failure.kind()).isEqualTo(FailureKind.UPCOMING);
            assertThat(failure.retryAfter()).isEqualTo(wait);
        }

        @Test
        void isToBeAskedForAgainSoon_whereNobodySaysWhenItStarts() {
            JsonObjectBuilder without = info().add("live_status", "is_upcoming");
            JsonObjectBuilder absurd = info().add("live_status", "is_upcoming").add("release_timestamp", 1e300);
            JsonObjectBuilder text = info().add("live_status", "is_upcoming").add("release_timestamp", "soon");

            assertThat(failure(done(without.build())).retryAfter()).isEqualTo(Duration.ofMinutes(10));
            assertThat(failure(done(absurd.build())).retryAfter()).isEqualTo(Duration.ofMinutes(10));
            assertThat(failure(done(text.build())).retryAfter()).isEqualTo(Duration.ofMinutes(10));
        }

        @Test
        void isStillToBeAskedForAgain_whereItStartsThisVeryMoment() {
            JsonObjectBuilder info =
                    info().add("live_status", "is_upcoming").add("release_timestamp", NOW.getEpochSecond());

            assertThat(failure(done(info.build())).retryAfter()).isPositive();
        }
    }
}
