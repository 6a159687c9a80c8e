package org.ytsize.ops;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Writes lines to a stream from a thread of its own, so that nobody waits for whoever reads them. Thread-safe.
 *
 * <p>Lines that come within two milliseconds are written together: a system call for each is a tenth of what a known answer costs. Where
 * {@value #MAX_WAITING_BYTES} bytes wait, since nobody reads, further lines are given up; how many is told after those that wait.
 */
final class LineWriter {
    static final long MAX_WAITING_BYTES = 4 << 20;
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final OutputStream out;
    private final LongFunction<byte[]> lossNotice;
    private final Consumer<IOException> onFailure;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong acceptedBytes = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "log");
    private volatile boolean isIdle;
    private volatile boolean isClosed;

    /**
     * A writer whose thread begins with the first line.
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
    }

    /** Has {@code line}, which ends with its line end, written soon. After {@link #close} it is given up. */
    void write(byte[] line) {
        long accepted = acceptedBytes.addAndGet(line.length);
        if (isClosed || accepted - doneBytes.get() > MAX_WAITING_BYTES) {
            acceptedBytes.addAndGet(-line.length);
            lost.incrementAndGet();
            return;
        }
        waiting.add(line);
        if (isIdle) {
            LockSupport.unpark(thread);
        } else if (!begun.get() && begun.compareAndSet(false, true)) {
            thread.start();
        }
    }

    /** Waits until what has been accepted so far is written, though not much longer than {@code patience}. */
    void flush(Duration patience) {
        long wanted = acceptedBytes.get();
        for (long looks = patience.toNanos() / GATHER_NANOS; looks > 0 && doneBytes.get() < wanted; looks--) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
    }

    /** {@link #flush Flushes}, and ends the thread. */
    void close(Duration patience) {
        flush(patience);
        isClosed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!isClosed) {
            if (writeWaiting()) {
                LockSupport.parkNanos(GATHER_NANOS);
            } else {
                isIdle = true;
                if (waiting.isEmpty() && !isClosed) {
                    LockSupport.park(this);
                }
                isIdle = false;
            }
        }
        writeWaiting();
    }

    private boolean writeWaiting() {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        for (byte[] line = waiting.poll(); line != null; line = waiting.poll()) {
            batch.writeBytes(line);
        }
        int accepted = batch.size();
        long gaps = lost.getAndSet(0);
        if (gaps > 0) {
            batch.writeBytes(lossNotice.apply(gaps));
        }
        if (batch.size() == 0) {
            return false;
        }
        try {
            batch.writeTo(out);
        } catch (IOException unwritable) {
            onFailure.accept(unwritable);
        }
        doneBytes.addAndGet(accepted);
        return true;
    }
}
