package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RowTest {

    @Test
    void keys_areThoseThatClientsExpect_inTheirOrder() {
        assertThat(Arrays.stream(Row.values()).map(Row::key))
                .containsExactly(
                        "s144p",
                        "s240p",
                        "s360p",
                        "s480p",
                        "s720p",
                        "s1080p",
                        "s1440p",
                        "s1080p_299",
                        "s1080p_303",
                        "s1080p_399",
                        "s1440p_308",
                        "s1440p_400");
    }
}
