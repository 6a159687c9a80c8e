package org.ytsize.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the instances of a cluster remember together: bytes, by keys; and who of them is finding something out.
 * Thread-safe; never blocks.
 *
 * <p>It is a help and no more. A cluster that is slow, torn or away knows nothing and keeps nothing, and that is no
 * failure.
 */
public interface SharedAnswers {
    /** After which the cluster may answer again what it has not answered. */
    Duration ASK_AGAIN = SilentMembers.PAUSE.plusMillis(100);

    /** Who is the one that finds something out. */
    enum Claim {
        /** This instance, until it releases it. */
        MINE,
        /** Another one, which is still there. */
        THEIRS,
        /** Nobody has said so in time. It may be asked again after {@link #ASK_AGAIN}. */
        UNKNOWN
    }

    /** What an instance that is alone has: itself remembers all there is. */
    SharedAnswers NONE = new SharedAnswers() {
        @Override
        public CompletableFuture<Optional<byte[]>> get(String key) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletableFuture<Optional<byte[]>> getPatiently(String key) {
            return get(key);
        }

        @Override
        public void put(String key, byte[] answer, Duration timeToLive) {
            // Nobody is there to be told.
        }

        @Override
        public CompletableFuture<Claim> claim(String key, Duration atMost) {
            return CompletableFuture.completedFuture(Claim.MINE);
        }

        @Override
        public void release(String key) {
            // Nobody waits for it.
        }
    };

    /**
     * What any instance has put there last.
     *
     * @return ends within a fraction of a second, and never with an exception; empty where nothing is known in that
     *     time
     */
    CompletableFuture<Optional<byte[]>> get(String key);

    /** The same for whoever would have to find it out otherwise: ends as late as {@link #claim} at most. */
    CompletableFuture<Optional<byte[]>> getPatiently(String key);

    /**
     * Lets the other instances know, at some time or not at all.
     *
     * @param answer not to be changed afterwards
     * @param timeToLive after which it is forgotten, above zero
     */
    void put(String key, byte[] answer, Duration timeToLive);

    /**
     * Asks to be the one that finds out what {@code key} stands for.
     *
     * @param atMost after which it is not claimed any more, whatever becomes of this instance
     * @return ends within a fraction of a second, and never with an exception
     */
    CompletableFuture<Claim> claim(String key, Duration atMost);

    /** Claims it no more. */
    void release(String key);
}
