package org.ytsize.ops;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Writes lines to a stream from a thread of its own, so that nobody waits for whoever reads them. Thread-safe.
 *
 * <p>Lines that come within two milliseconds are written together: a system call for each is a tenth of what a known answer costs. Where
 * {@value #MAX_WAITING_BYTES} bytes wait, since nobody reads, further lines are given up. How many were, or could not be written, is told when nothing waits.
 */
final class LineWriter {
    static final long MAX_WAITING_BYTES = 4 << 20;
    /** POSIX's PIPE_BUF on Linux, pipe(7): what others write into the same pipe stands before or after so much, never in it. */
    private static final int MOST_AT_ONCE = 4096;

    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final OutputStream out;
    private final LongFunction<byte[]> lossNotice;
    private final Consumer<IOException> onFailure;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong acceptedBytes = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final LongAdder lostSoFar = new LongAdder();
    private final Thread thread = new Thread(this::run, "log");
    private volatile boolean isIdle;
    private volatile boolean isClosed;
    /** Whether the last try did; the thread's own. */
    private boolean works = true;

    /**
     * Begins to wait for lines.
     *
     * @param out should have no buffer
     * @param lossNotice the line that tells of so many lost ones
     * @param onFailure told where lines could not be written
     */
    LineWriter(OutputStream out, LongFunction<byte[]> lossNotice, Consumer<IOException> onFailure) {
        this.out = out;
        this.lossNotice = lossNotice;
        this.onFailure = onFailure;
        thread.setDaemon(true);
        thread.start();
    }

    /** Has {@code line}, which ends with its line end, written soon. After {@link #close} nothing happens. */
    void write(byte[] line) {
        if (isClosed) {
            return;
        }
        if (hasRoomFor(line.length)) {
            waiting.add(line);
        } else {
            lost.incrementAndGet();
            lostSoFar.increment();
        }
        if (isIdle) {
            LockSupport.unpark(thread);
        }
    }

    /** Lines given up so far. */
    long lost() {
        return lostSoFar.sum();
    }

    /** Waits until what has been accepted so far is written, though not much longer than {@code patience}. */
    void flush(Duration patience) {
        boolean isInterrupted = Thread.interrupted(); // With the flag set, nothing parks.
        long wanted = acceptedBytes.get();
        for (long looks = patience.toNanos() / GATHER_NANOS; looks > 0 && doneBytes.get() < wanted; looks--) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@link #flush Flushes}, and ends the thread once nothing waits. */
    void close(Duration patience) {
        flush(patience);
        isClosed = true;
        LockSupport.unpark(thread);
    }

    private boolean hasRoomFor(int bytes) {
        long before;
        do {
            before = acceptedBytes.get();
            if (before + bytes - doneBytes.get() > MAX_WAITING_BYTES) {
                return false;
            }
        } while (!acceptedBytes.compareAndSet(before, before + bytes));
        return true;
    }

    private void run() {
        while (!isClosed || !waiting.isEmpty()) {
            if (!writeSome()) {
                isIdle = true;
                if (waiting.isEmpty() && !isClosed) {
                    LockSupport.park(this);
                }
                isIdle = false;
            } else if (waiting.isEmpty()) {
                LockSupport.parkNanos(GATHER_NANOS);
            }
        }
    }

    /** False where there is nothing to write. */
    private boolean writeSome() {
        int lines = 0;
        int bytes = 0;
        long untold = 0;
        try {
            ByteArrayOutputStream batch = new ByteArrayOutputStream(MOST_AT_ONCE);
            for (byte[] line = waiting.peek(); line != null && fits(line, bytes); line = waiting.peek()) {
                waiting.remove();
                lines++;
                bytes += line.length;
                batch.writeBytes(line);
            }
            // Where nothing can be written, that is tried with the next line, and not for ever by itself.
            untold = waiting.isEmpty() && (works || lines > 0) ? lost.getAndSet(0) : 0;
            if (untold > 0) {
                batch.writeBytes(lossNotice.apply(untold));
            }
            if (batch.size() > 0) {
                batch.writeTo(out);
                works = true;
            }
        } catch (IOException | RuntimeException | Error failure) { // The thread goes on, whatever it was.
            works = false;
            lost.addAndGet(lines + untold);
            lostSoFar.add(lines);
            tell(failure);
        }
        doneBytes.addAndGet(bytes);
        return lines > 0 || untold > 0;
    }

    private void tell(Throwable failure) {
        try {
            onFailure.accept(failure instanceof IOException unwritable ? unwritable : new IOException(failure));
        } catch (RuntimeException | Error untold) {
            // Such as no memory even for that. The lines are counted, and the count will be told.
        }
    }

    private static boolean fits(byte[] line, int bytes) {
        return bytes == 0 || bytes + line.length <= MOST_AT_ONCE;
    }
}
