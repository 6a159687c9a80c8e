package org.ytsize.sizing;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.ytsize.cluster.SharedAnswers;

/**
 * What instances of one thread have in common: as much as there is room for, of which goes first what nobody has asked
 * for for longest, as in the grid.
 */
final class OldestGivenUp implements SharedAnswers {
    private final long room;
    private final LongSupplier ticker;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75F, true);

    private record Kept(AnswerBody answer, long until) {}

    OldestGivenUp(long bytes, LongSupplier ticker) {
        this.room = bytes / AskedInstance.ENTRY_BYTES;
        this.ticker = ticker;
    }

    @Override
    public CompletableFuture<Optional<byte[]>> get(String key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(kept.get(key))
                .filter(any -> ticker.getAsLong() - any.until() < 0)
                .map(any -> any.answer().bytes()));
    }

    @Override
    public CompletableFuture<Optional<byte[]>> getPatiently(String key) {
        return get(key);
    }

    @Override
    public void put(String key, byte[] answer, Duration timeToLive) {
        kept.put(key, new Kept(new AnswerBody(answer), ticker.getAsLong() + timeToLive.toNanos()));
        if (kept.size() > room) {
            Iterator<String> oldest = kept.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    @Override
    public CompletableFuture<Claim> claim(String key, Duration atMost) {
        return CompletableFuture.completedFuture(Claim.MINE);
    }

    @Override
    public void release(String key) {
        // Nobody else can have asked meanwhile.
    }
}
