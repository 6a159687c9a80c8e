package org.ytsize.sizing;

import java.util.Map;

/**
 * What remembering answers has come to so far, at one moment.
 *
 * @param answers by where they came from; every kind is there
 * @param joins questions that waited for what somebody else had asked
 * @param refreshes lookups made before anybody had to wait for them
 * @param entries videos of which something is known, about
 * @param bytes memory that this takes, about
 * @param evictions entries given up, for want of room or because their time was over
 */
public record CacheStats(
        Map<Origin.Kind, Long> answers, long joins, long refreshes, long entries, long bytes, long evictions) {

    /** Keeps a copy of the answers. */
    public CacheStats {
        answers = Map.copyOf(answers);
    }
}
