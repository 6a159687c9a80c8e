package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.WithNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestIdTest {

    @ParameterizedTest
    @CsvSource({
        "abc, , abc",
        "abc, other, abc",
        ", other, other",
        "'', other, other",
        "' ', other, other",
        "a b/c, , abc",
        "AZaz09_-, , AZaz09_-",
        "'a\r\nX-Evil: 1', , aX-Evil1",
        "'\u00fcber', , ber"
    })
    void isTheCallers_asFarAsItMayBeKept(@Nullable String sent, @Nullable String correlation, String kept) {
        assertThat(RequestId.from(sent, correlation).value()).isEqualTo(kept);
    }

    @Test
    void isCut_at64Characters() {
        assertThat(RequestId.from("a".repeat(64), null).value()).isEqualTo("a".repeat(64));
        assertThat(RequestId.from("a".repeat(65), null).value()).isEqualTo("a".repeat(64));
        assertThat(RequestId.from(";".repeat(100) + "b".repeat(70), null).value())
                .isEqualTo("b".repeat(64));
    }

    @Test
    void isNew_whereNothingIsLeft() {
        assertThat(RequestId.from(null, null).value()).startsWith("req_");
        assertThat(RequestId.from("", "").value()).startsWith("req_");
        assertThat(RequestId.from("!?;", null).value()).startsWith("req_");
        assertThat(RequestId.from(null, "!?;").value()).startsWith("req_");
    }

    @Test
    void isAnotherOne_eachTime() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(RequestId.from(null, null).value());
        }
        assertThat(seen).hasSize(10_000);
    }

    @Property
    void isAlwaysPlain_whateverIsSent(@ForAll @WithNull String sent, @ForAll @WithNull String correlation) {
        assertThat(RequestId.from(sent, correlation).value()).matches("[A-Za-z0-9_-]{1,64}");
    }
}
