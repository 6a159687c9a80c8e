package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RepeatFilterTest {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final AtomicLong ticker = new AtomicLong();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonLog log = new JsonLog(out);

    @BeforeEach
    void filter() {
        log.setFilter(new RepeatFilter(new Repeats(3, WINDOW, ticker::get), log::publish));
    }

    @Test
    void aThousandOfTheSame_areAFew_andANotice() {
        for (int i = 0; i < 1_000; i++) {
            log.publish(line(Level.WARNING, "video {0} is odd", i));
        }

        assertThat(lines())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).contains("RepeatFilter", "others like it are left out"));
    }

    @Test
    void whatWasLeftOut_isToldByNumber_withTheNextThatIsNot() {
        for (int i = 0; i < 1_000; i++) {
            log.publish(line(Level.WARNING, "video {0} is odd", i));
        }
        ticker.addAndGet(WINDOW.toNanos());

        log.publish(line(Level.WARNING, "video {0} is odd", 1_001));

        assertThat(lines())
                .hasSize(6)
                .anySatisfy(line -> assertThat(line).contains("997 lines like the next one were left out"));
        assertThat(lines().get(5)).contains("video 1,001 is odd");
    }

    @Test
    void exceptionsOfOneClass_fromOnePlace_areTheSame_whateverTheySay() {
        for (int i = 0; i < 10; i++) {
            LogRecord line = line(Level.SEVERE, "request " + i + " failed");
            line.setThrown(i == 9 ? new IllegalArgumentException() : new IllegalStateException("number " + i));
            log.publish(line);
        }

        assertThat(lines()).filteredOn(line -> line.contains("IllegalState")).hasSize(3);
        assertThat(lines()).filteredOn(line -> line.contains("IllegalArgument")).hasSize(1);
    }

    @Test
    void exceptionsFromAnotherPlace_areOthers() {
        for (int i = 0; i < 10; i++) {
            LogRecord line = line(Level.SEVERE, "request " + i + " failed");
            line.setThrown(i == 9 ? fromElsewhere() : new IllegalStateException("number " + i));
            log.publish(line);
        }

        assertThat(lines()).filteredOn(line -> line.contains("number")).hasSize(3);
        assertThat(lines()).filteredOn(line -> line.contains("another fault")).hasSize(1);
    }

    private static Exception fromElsewhere() {
        return new IllegalStateException("another fault");
    }

    @Test
    void theAccessLog_andDetailsThatWereAskedFor_areComplete() {
        for (int i = 0; i < 10; i++) {
            LogRecord access = line(Level.INFO, "{0}", Map.of("message", "request"));
            access.setLoggerName("org.ytsize.access");
            log.publish(access);
            log.publish(line(Level.FINE, "detail"));
        }

        assertThat(lines()).hasSize(20);
    }

    private static LogRecord line(Level level, String message, @Nullable Object... parameters) {
        LogRecord line = new LogRecord(level, message);
        line.setLoggerName("org.ytsize.test");
        line.setParameters(parameters);
        return line;
    }

    private List<String> lines() {
        log.flush();
        return out.toString(UTF_8).lines().toList();
    }
}
