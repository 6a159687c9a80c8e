package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HumanTextTest {
    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "1004, 1.00 kB",
        "1005, 1.01 kB",
        "999994, 999.99 kB",
        "999995, 1.00 MB",
        "999999, 1.00 MB",
        "2997213, 3.00 MB",
        "3000000, 3.00 MB",
        "1250000000, 1.25 GB",
        "999999999, 1.00 GB",
        "1000000000000, 1.00 TB",
        "9223372036854775807, 9.22 EB"
    })
    void bytes_haveTwoDecimals_andTheLargestUnitThatFits(long bytes, String text) {
        assertThat(HumanText.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0:00",
        "9, 0:09",
        "59, 0:59",
        "60, 1:00",
        "213, 3:33",
        "3599, 59:59",
        "3600, 1:00:00",
        "3723, 1:02:03",
        "86400, 24:00:00",
        "360000, 100:00:00"
    })
    void duration_hasHours_fromAnHourOn(long seconds, String text) {
        assertThat(HumanText.duration(seconds)).isEqualTo(text);
    }

    /** What is read back differs by at most half of the last digit shown. */
    @Property
    void bytes_canBeReadBack(@ForAll @LongRange(min = 1000) long bytes) {
        String text = HumanText.bytes(bytes);

        assertThat(text).matches("[1-9]\\d{0,2}\\.\\d\\d (kB|MB|GB|TB|PB|EB)");
        String[] parts = text.split(" ", -1);
        BigDecimal unit = BigDecimal.TEN.pow(3 * (UNITS.indexOf(parts[1]) + 1));
        BigDecimal error = new BigDecimal(parts[0])
                .multiply(unit)
                .subtract(BigDecimal.valueOf(bytes))
                .abs();
        assertThat(error).isLessThanOrEqualTo(unit.multiply(new BigDecimal("0.005")));
    }

    @Property
    void duration_canBeReadBack(@ForAll @LongRange(min = 0, max = 10_000_000) long seconds) {
        String text = HumanText.duration(seconds);

        assertThat(text).matches("(\\d+:[0-5]\\d|[0-5]?\\d):[0-5]\\d");
        long total = 0;
        for (String part : text.split(":", -1)) {
            total = total * 60 + Long.parseLong(part);
        }
        assertThat(total).isEqualTo(seconds);
    }
}
