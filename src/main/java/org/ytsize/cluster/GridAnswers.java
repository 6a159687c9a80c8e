package org.ytsize.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Answers and claims in the maps of the server's data grid, each with a copy on another member. Thread-safe. */
final class GridAnswers implements SharedAnswers {
    private final HazelcastInstance grid;
    private final GridCalls calls;
    private final IMap<String, byte[]> answers;
    /** The member that has claimed a key, by its UUID. */
    private final IMap<String, String> claims;

    GridAnswers(HazelcastInstance grid, GridCalls calls, int schema) {
        this.grid = grid;
        this.calls = calls;
        this.answers = HazelcastCluster.map(grid, "answers-" + schema);
        this.claims = HazelcastCluster.map(grid, "claims-" + schema);
    }

    @Override
    public CompletableFuture<Optional<byte[]>> get(String key) {
        return calls.make(key, calls.quick(), () -> answers.getAsync(key));
    }

    @Override
    public CompletableFuture<Optional<byte[]>> getPatiently(String key) {
        return calls.make(key, calls.patient(), () -> answers.getAsync(key));
    }

    @Override
    public void put(String key, byte[] answer, Duration timeToLive) {
        calls.tell(key, () -> answers.setAsync(key, answer, seconds(timeToLive), TimeUnit.SECONDS));
    }

    @Override
    public CompletableFuture<Claim> claim(String key, Duration atMost) {
        AtomicBoolean isWaitedFor = new AtomicBoolean(true);
        return calls.<Claim>make(
                        key,
                        calls.patient(),
                        () -> calls.blocking(() -> {
                            String before = holderBefore(key, atMost);
                            if (before == null && !isWaitedFor.get()) {
                                // Too late: whoever wanted it has done without, or asks again. Where that was granted
                                // between these two steps, it is lost again, and at worst two look it up.
                                claims.remove(key, me());
                            }
                            return before == null || before.equals(me()) ? Claim.MINE : Claim.THEIRS;
                        }))
                .thenApply(claim -> {
                    isWaitedFor.set(claim.isPresent());
                    return claim.orElse(Claim.UNKNOWN);
                });
    }

    @Override
    public void release(String key) {
        calls.tell(key, () -> calls.blocking(() -> claims.remove(key, me())));
    }

    /** Claims it, unless a member has: that one, or null. A member that is gone finds nothing out any more. */
    private @Nullable String holderBefore(String key, Duration atMost) {
        String holder = claims.putIfAbsent(key, me(), seconds(atMost), TimeUnit.SECONDS);
        if (holder != null && !isMember(holder)) {
            claims.remove(key, holder); // of several who see that, one is the first to put his own there
            holder = claims.putIfAbsent(key, me(), seconds(atMost), TimeUnit.SECONDS);
        }
        return holder;
    }

    /** Asked each time: the grid gives a member another one when two halves have joined again. */
    private String me() {
        return grid.getCluster().getLocalMember().getUuid().toString();
    }

    private boolean isMember(String uuid) {
        return grid.getCluster().getMembers().stream()
                .anyMatch(any -> any.getUuid().toString().equals(uuid));
    }

    /** The grid knows no shorter times, and takes none for for ever. */
    private static long seconds(Duration time) {
        return Math.max(time.toSeconds(), 1);
    }
}
