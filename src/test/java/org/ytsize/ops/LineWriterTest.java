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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
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

        writer.close(Duration.ofMillis(50));
        write("too late");

        pipe.isRead.countDown();
        await().atMost(LONG).until(() -> !pipe.isWritten());
        assertThat(pipe.lines()).containsExactly("never read", "lost 1");
    }

    @Test
    void aFailure_isTold_andEndsNothing() {
        pipe.isRead.countDown();
        pipe.isFull.set(true);
        write("no room for this");
        writer.flush(LONG);
        pipe.isFull.set(false);

        write("room again");
        writer.flush(LONG);

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("no room"));
        assertThat(pipe.lines()).containsExactly("room again");
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

    /** Takes nothing before it is read, and fails while it is full. */
    private static final class Pipe extends OutputStream {
        final CountDownLatch isRead = new CountDownLatch(1);
        final AtomicBoolean isFull = new AtomicBoolean();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private volatile Thread lastWriter = Thread.currentThread();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lastWriter = Thread.currentThread();
            try {
                isRead.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            if (isFull.get()) {
                throw new IOException("no room");
            }
            written.write(bytes, offset, length);
        }

        boolean isWritten() {
            return lastWriter.isAlive();
        }

        List<String> lines() {
            return written.toString(UTF_8).lines().toList();
        }
    }
}
