package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LineWriterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Pipe pipe = new Pipe();
    private final List<IOException> failures = new CopyOnWriteArrayList<>();
    private final LineWriter writer =
            new LineWriter(pipe, lost -> ("lost " + lost + "\n").getBytes(UTF_8), failures::add);

    @AfterEach
    void end() {
        pipe.isRead.countDown();
        writer.close(LONG);
    }

    @Test
    void linesAreWritten_inTheirOrder() {
        pipe.isRead.countDown();
        List<String> lines =
                IntStream.range(0, 10_000).mapToObj(i -> "line " + i).toList();

        lines.forEach(this::write);
        writer.flush(LONG);

        assertThat(pipe.lines()).isEqualTo(lines);
    }

    @Test
    void aLineAfterASilence_isWritten_thoughNobodyFlushes() {
        pipe.isRead.countDown();
        for (int i = 1; i <= 20; i++) {
            write("line");
            int written = i;
            await().atMost(LONG).until(() -> pipe.lines().size() == written);
        }
    }

    @Test
    void whereNobodyReads_whoWritesGoesOn_andIsToldHowManyLinesAreLost() {
        String line = "x".repeat(999);
        long tooMany = 2 * LineWriter.MAX_WAITING_BYTES / 1_000;
        for (int i = 0; i < tooMany; i++) {
            write(line);
        }

        pipe.isRead.countDown();
        await().atMost(LONG).until(() -> kept(line) + lost() == tooMany);
        write("read again");
        writer.flush(LONG);

        assertThat(kept(line)).isGreaterThanOrEqualTo(LineWriter.MAX_WAITING_BYTES / 1_000);
        assertThat(lost()).isPositive();
        assertThat(pipe.lines()).endsWith("read again");
    }

    @Test
    void whereNobodyReads_itEndsNonetheless() {
        write("never read");
        await().atMost(LONG).until(pipe::isWritten);

        writer.close(Duration.ofMillis(50));
        write("too late");

        pipe.isRead.countDown();
        await().atMost(LONG).until(() -> !pipe.isWritten());
        assertThat(pipe.lines()).containsExactly("never read");
    }

    @Test
    void whoeverIsInterrupted_flushesNonetheless_andStaysInterrupted() {
        pipe.isRead.countDown();
        Thread.currentThread().interrupt();
        write("the last line");

        writer.flush(LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(pipe.lines()).containsExactly("the last line");
    }

    @Test
    void whatIsWrittenAtOnce_isWholeLines_andNoMoreThanAPipeTakesAtOnce() {
        String line = "x".repeat(99);
        for (int i = 0; i < 1_000; i++) {
            write(line);
        }
        write("y".repeat(10_000));

        pipe.isRead.countDown();
        writer.flush(LONG);

        assertThat(pipe.lengths).allMatch(length -> length == 10_001 || (length <= 4096 && length % 100 == 0));
        assertThat(pipe.lines()).hasSize(1_001);
    }

    @Test
    void whatFails_isTold_counted_andEndsNothing() {
        pipe.isRead.countDown();
        for (Throwable failure : List.of(new IOException("no room"), new OutOfMemoryError("no heap"))) {
            pipe.failure.set(failure);
            write("lost line");
            writer.flush(LONG);
            await().atMost(LONG).until(() -> pipe.isAsleep());
            pipe.failure.set(null);
        }

        write("room again");
        await().atMost(LONG).until(() -> lost() == 2);

        assertThat(failures).hasSize(2);
        assertThat(failures.get(0)).hasMessage("no room");
        assertThat(failures.get(1)).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(pipe.lines()).first().isEqualTo("room again");
    }

    @Test
    void itsEnd_comesAfterTheLastLine_andLeavesNoThread() {
        pipe.isRead.countDown();
        IntStream.range(0, 1_000).parallel().forEach(i -> write("line"));

        writer.close(LONG);

        assertThat(pipe.lines()).hasSize(1_000);
        await().atMost(LONG).until(() -> !pipe.isWritten());
    }

    private long kept(String line) {
        return pipe.lines().stream().filter(line::equals).count();
    }

    private long lost() {
        return pipe.lines().stream()
                .filter(line -> line.startsWith("lost"))
                .mapToLong(line -> Long.parseLong(line.substring(5)))
                .sum();
    }

    private void write(String line) {
        writer.write((line + "\n").getBytes(UTF_8));
    }

    /** Takes nothing before it is read. */
    private static final class Pipe extends OutputStream {
        final CountDownLatch isRead = new CountDownLatch(1);
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        final List<Integer> lengths = new CopyOnWriteArrayList<>();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private volatile @Nullable Thread writer;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writer = Thread.currentThread();
            try {
                isRead.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            Throwable fails = failure.get();
            if (fails instanceof Error error) {
                throw error;
            } else if (fails instanceof IOException unwritable) {
                throw unwritable;
            }
            lengths.add(length);
            written.write(bytes, offset, length);
        }

        /** Whether there is a thread that has written, and has not ended. */
        boolean isWritten() {
            Thread last = writer;
            return last != null && last.isAlive();
        }

        /** Whether that thread waits for something to write. */
        boolean isAsleep() {
            Thread last = writer;
            return last != null && last.getState() == Thread.State.WAITING;
        }

        List<String> lines() {
            return written.toString(UTF_8).lines().toList();
        }
    }
}
