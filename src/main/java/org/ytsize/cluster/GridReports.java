package org.ytsize.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reports in a map of the server's data grid, by the UUIDs of its members. Thread-safe. They are got one by one: a call
 * for the whole map would have to wait for all who have a part of it.
 */
final class GridReports implements SharedReports {
    private final HazelcastInstance grid;
    private final GridCalls calls;
    private final IMap<String, byte[]> reports;

    GridReports(HazelcastInstance grid, GridCalls calls, int schema) {
        this.grid = grid;
        this.calls = calls;
        this.reports = HazelcastCluster.map(grid, "reports-" + schema);
    }

    @Override
    public void put(byte[] report, Duration timeToLive) {
        for (String me : members(true)) {
            var unused = calls.make(
                    me,
                    calls.patient(),
                    () -> reports.setAsync(me, report, timeToLive.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    @Override
    public CompletableFuture<List<byte[]>> others() {
        List<CompletableFuture<Optional<byte[]>>> told = members(false).stream()
                .map(member -> calls.<byte[]>make(member, calls.patient(), () -> reports.getAsync(member)))
                .toList();
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
                .thenApply(all -> told.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList());
    }

    /**
     * This one, or the others. Asked each time: the grid gives a member another UUID when two halves have joined again.
     */
    private List<String> members(boolean local) {
        try {
            return grid.getCluster().getMembers().stream()
                    .filter(member -> member.localMember() == local)
                    .map(Member::getUuid)
                    .map(Object::toString)
                    .toList();
        } catch (HazelcastInstanceNotActiveException ended) {
            return List.of();
        }
    }
}
