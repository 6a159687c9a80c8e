package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What came of requests at random moments, by Redis' own log of what it counted.
 *
 * @param allowed requests that were let through
 * @param micros when each of those was counted that were seen in the window, by Redis' clock, in order
 */
public record CountedRequests(int allowed, List<Long> micros) {
    private static final int THREADS = 3;

    /**
     * Makes requests, three at the same time at most, at random moments.
     *
     * @param key of the window in Redis. What is in it stays for a window's length at least, and it is read far more often
     * @param callers each of them whether a request was let through; they take turns
     */
    public static CountedRequests of(
            RedisServer redis, String key, List<Callable<Boolean>> callers, int requests, Duration within)
            throws ExecutionException, InterruptedException {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(THREADS);
        Map<String, Long> counted = new HashMap<>();
        Random random = new Random(key.hashCode());
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                long moment = random.nextInt(Math.toIntExact(within.toMillis()));
                answers.add(timer.schedule(callers.get(i % callers.size()), moment, TimeUnit.MILLISECONDS));
            }
            while (!answers.stream().allMatch(Future::isDone)) {
                read(redis, key, counted);
            }
            read(redis, key, counted);
            int allowed = 0;
            for (Future<Boolean> answer : answers) {
                allowed += answer.get() ? 1 : 0;
            }
            return new CountedRequests(
                    allowed, counted.values().stream().sorted().toList());
        } finally {
            timer.shutdownNow();
        }
    }

    /** The most that any window of that length holds, wherever it starts. */
    public int busiestWindow(Duration length) {
        int most = 0;
        for (int first = 0, last = 0; last < micros.size(); last++) {
            while (micros.get(last) - micros.get(first) >= length.toNanos() / 1_000) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static void read(RedisServer redis, String key, Map<String, Long> counted) {
        List<?> entries = (List<?>) redis.send("ZRANGE", key, "0", "-1", "WITHSCORES");
        for (int i = 0; i < entries.size(); i += 2) {
            counted.put(text(entries.get(i)), Long.parseLong(text(entries.get(i + 1))));
        }
    }

    private static String text(Object bulk) {
        return new String((byte[]) bulk, US_ASCII);
    }
}
