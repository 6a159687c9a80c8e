package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswersTest {

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT-5S, 1", "PT0.000000001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT59.5S, 60", "PT60S, 60"})
    void wholeSeconds_areNeverTooFew_andNeverNone(Duration time, long seconds) {
        assertThat(Answers.wholeSeconds(time)).isEqualTo(seconds);
    }
}
