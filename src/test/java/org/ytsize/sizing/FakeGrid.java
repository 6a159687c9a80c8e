package org.ytsize.sizing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ytsize.cluster.SharedAnswers;

/** What some instances have in common, in memory, without a clock: what is put there stays. */
final class FakeGrid {
    final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    final Map<String, Duration> times = new ConcurrentHashMap<>();
    /** Who has claimed what. */
    final Map<String, String> claims = new ConcurrentHashMap<>();

    /** So many more claims nobody answers. */
    final AtomicInteger unanswered = new AtomicInteger();

    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    /** While it is not completed, nobody learns anything. */
    volatile CompletableFuture<?> slow = CompletableFuture.completedFuture("not at all");

    /** As the instance of that name sees it. */
    SharedAnswers member(String name) {
        return new SharedAnswers() {
            @Override
            public CompletableFuture<Optional<byte[]>> get(String key) {
                return slow.thenApply(now -> Optional.ofNullable(answers.get(key)));
            }

            @Override
            public CompletableFuture<Optional<byte[]>> getPatiently(String key) {
                return get(key);
            }

            @Override
            public void put(String key, byte[] answer, Duration timeToLive) {
                answers.put(key, answer);
                times.put(key, timeToLive);
            }

            @Override
            public CompletableFuture<Claim> claim(String key, Duration atMost) {
                if (unanswered.getAndDecrement() > 0) {
                    return CompletableFuture.completedFuture(Claim.UNKNOWN);
                }
                String holder =
                        claims.compute(key, (any, other) -> other == null || gone.contains(other) ? name : other);
                return slow.thenApply(now -> name.equals(holder) ? Claim.MINE : Claim.THEIRS);
            }

            @Override
            public void release(String key) {
                claims.remove(key, name);
            }
        };
    }

    /** That instance is no member any more, and what it has claimed is free. */
    void leave(String name) {
        gone.add(name);
    }
}
