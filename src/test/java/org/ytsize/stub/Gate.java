package org.ytsize.stub;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Holds back the replies of slow and of silent videos until somebody lets them go. Shut at first. Thread-safe:
 * everything below is guarded by the one lock.
 */
public final class Gate {
    /** How often it is looked whether a caller still waits. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean open;
    private long releases;
    private int held;

    /** Lets go what is held, and holds nothing from now on. */
    public void open() {
        change(() -> open = true);
    }

    /** Lets go what is held now; what comes later is held again. */
    public void release() {
        change(() -> releases++);
    }

    /** Holds what comes from now on. */
    public void shut() {
        change(() -> open = false);
    }

    /** How many replies are held. A caller that hangs up is noticed within moments, and counts no longer. */
    public int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until at least so many replies are held; false if that has not happened in time. */
    public boolean awaitHeld(int count, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (held < count && left > 0) {
                left = changed.awaitNanos(left);
            }
            return held >= count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is let go, until {@code patience} is over, or until the caller is gone, whichever comes first. */
    void hold(Duration patience, BooleanSupplier callerIsGone) throws InterruptedException {
        lock.lock();
        try {
            long arrived = releases;
            held++;
            changed.signalAll();
            try {
                long left = patience.toNanos();
                while (!open && releases == arrived && left > 0) {
                    long look = Math.min(left, LOOK_NANOS);
                    left -= look - Math.max(changed.awaitNanos(look), 0);
                    if (isGone(callerIsGone)) {
                        return;
                    }
                }
            } finally {
                held--;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks without the lock, since looking takes a moment. */
    private boolean isGone(BooleanSupplier callerIsGone) {
        lock.unlock();
        try {
            return callerIsGone.getAsBoolean();
        } finally {
            lock.lock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
