package org.ytsize.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.settings.RateLimitSettings;

final class ClientTest {
    @ParameterizedTest
    @CsvSource({"20, 1, 20", "20, 3, 7", "20, 20, 1", "20, 21, 1", "1, 30, 1", "21, 3, 7", "20, 0, 20"})
    void share_isRoundedUp_soThatNobodyIsShutOut(int max, int instances, int share) {
        Client client = new Client("a", new RateLimitSettings(Duration.ofMinutes(1), max));

        assertThat(client.share(instances))
                .isEqualTo(new Client("a", new RateLimitSettings(Duration.ofMinutes(1), share)));
    }
}
