package org.ytsize.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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
    public CompletableFuture<Boolean> claim(String key, Duration atMost) {
        AtomicBoolean isWaitedFor = new AtomicBoolean(true);
        return calls.<Boolean>make(
                        key,
                        calls.patient(),
                        () -> calls.blocking(() -> {
                            boolean mine = isMine(key, atMost);
                            if (mine && !isWaitedFor.get()) {
                                claims.remove(key, me()); // too late: whoever wanted it has done without
                            }
                            return mine;
                        }))
                .thenApply(mine -> {
                    isWaitedFor.set(mine.isPresent());
                    return mine.orElse(true);
                });
    }

    @Override
    public void release(String key) {
        calls.tell(key, () -> calls.blocking(() -> claims.remove(key, me())));
    }

    /** Whether this instance has claimed it now. A member that is gone finds nothing out any more. */
    private boolean isMine(String key, Duration atMost) {
        String holder = claims.putIfAbsent(key, me(), seconds(atMost), TimeUnit.SECONDS);
        if (holder != null && !isAnotherMember(holder)) {
            claims.remove(key, holder); // of several who see that, one is the first to put his own there
            holder = claims.putIfAbsent(key, me(), seconds(atMost), TimeUnit.SECONDS);
        }
        return holder == null || !isAnotherMember(holder);
    }

    /** Asked each time: the grid gives a member another one when two halves have joined again. */
    private String me() {
        return grid.getCluster().getLocalMember().getUuid().toString();
    }

    private boolean isAnotherMember(String member) {
        return !member.equals(me())
                && grid.getCluster().getMembers().stream()
                        .anyMatch(any -> any.getUuid().toString().equals(member));
    }

    /** The grid knows no shorter times, and takes none for for ever. */
    private static long seconds(Duration time) {
        return Math.max(time.toSeconds(), 1);
    }
}
