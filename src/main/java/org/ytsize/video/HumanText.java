package org.ytsize.video;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sizes and durations as people read them. */
public final class HumanText {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private HumanText() {}

    /** SI units with two decimals, bytes whole: {@code 999 B}, {@code 3.00 MB}, {@code 1.25 GB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        BigDecimal amount = BigDecimal.valueOf(bytes);
        int unit = 0;
        // Rounded in each step, so that 999,999 bytes are 1.00 MB and never 1000.00 kB.
        while (amount.setScale(2, RoundingMode.HALF_UP).compareTo(THOUSAND) >= 0) {
            amount = amount.divide(THOUSAND);
            unit++;
        }
        return amount.setScale(2, RoundingMode.HALF_UP).toPlainString() + " " + UNITS[unit];
    }

    /** {@code 3:33}, or {@code 1:02:03} from an hour on. */
    public static String duration(long seconds) {
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        String tail = twoDigits(seconds % 60);
        return hours == 0 ? minutes + ":" + tail : hours + ":" + twoDigits(minutes) + ":" + tail;
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
