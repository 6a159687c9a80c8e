package org.ytsize.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What each instance of a cluster tells the others of itself: bytes, one lot an instance. Thread-safe; never blocks.
 *
 * <p>As {@link SharedAnswers}, it is a help and no more: who is slow or away has told nothing.
 */
public interface SharedReports {
    /** What an instance that is alone has: nobody tells it anything. */
    SharedReports NONE = new SharedReports() {
        @Override
        public void put(byte[] report, Duration timeToLive) {
            // Nobody is there to be told.
        }

        @Override
        public CompletableFuture<List<byte[]>> others() {
            return CompletableFuture.completedFuture(List.of());
        }
    };

    /**
     * Tells the others of this instance, in the place of what they were told before.
     *
     * @param report not to be changed afterwards
     * @param timeToLive after which it is forgotten, above zero
     */
    void put(byte[] report, Duration timeToLive);

    /**
     * What the other instances that are there have told last.
     *
     * @return ends within a second, and never with an exception; less than all where some are silent
     */
    CompletableFuture<List<byte[]>> others();
}
