package org.ytsize.sizing;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.ytsize.cluster.SharedAnswers;
import org.ytsize.settings.ByteSize;
import org.ytsize.video.VideoId;

/**
 * An hour of questions, as popularity makes them: 100,000 about 20,000 videos, by Zipf's law with exponent 1, evenly
 * spread. The real lookup answers them, with a clock that is turned and a YouTube that answers at once; beside it
 * stands the best that any cache could do which knows the future.
 */
public final class ZipfHour {
    private static final int REQUESTS = 100_000;
    private static final int VIDEOS = 20_000;
    private static final long STEP_NANOS = Duration.ofHours(1).toNanos() / REQUESTS;
    private static final Instant OLD = AskedInstance.START.minus(Duration.ofDays(365));
    private static final Instant NEW = AskedInstance.START.minus(Duration.ofHours(20));

    private ZipfHour() {}

    public static void main(String[] args) {
        int[] hour = hour(new Random(1));
        System.out.printf("%,d questions about %,d different videos%n", REQUESTS, distinct(hour));
        System.out.println("cache     videos                        told at once   best possible   "
                + "lookups, of these in the background");
        for (long megabytes : new long[] {32, 8, 4, 2, 1}) {
            report(megabytes << 20, 0, hour);
        }
        report(32L << 20, 20, hour);
        report(4L << 20, 20, hour);
    }

    private static void report(long bytes, int percentNew, int[] hour) {
        AtomicLong ticker = new AtomicLong();
        AtomicLong lookups = new AtomicLong();
        AskedInstance instance = new AskedInstance(new ByteSize(bytes), ticker::get, SharedAnswers.NONE, video -> {
            lookups.incrementAndGet();
            return isNew(Integer.parseInt(video.value().substring(1)), percentNew) ? NEW : OLD;
        });
        for (int video : hour) {
            instance.ask(id(video));
            ticker.addAndGet(STEP_NANOS);
        }
        CacheStats stats = instance.stats();
        long atOnce = stats.answers().getOrDefault(Origin.Kind.HIT, 0L)
                + stats.answers().getOrDefault(Origin.Kind.STALE, 0L);
        int room = (int) (bytes / AskedInstance.ENTRY_BYTES);
        System.out.printf(
                Locale.ROOT,
                "%3d MB    %-30s%9.2f %%    %9.2f %%    %,7d, %,d%n",
                bytes >> 20,
                percentNew == 0 ? "all older than a week" : percentNew + " % newer than two days",
                100.0 * atOnce / REQUESTS,
                100.0 * best(hour, room) / REQUESTS,
                lookups.get(),
                stats.refreshes());
    }

    private static boolean isNew(int video, int percentNew) {
        return Math.floorMod(video * 0x9E3779B9, 100) < percentNew;
    }

    private static VideoId id(int video) {
        return new VideoId(String.format(Locale.ROOT, "v%010d", video));
    }

    /** The videos asked for, in their order; 0 is the most popular one. */
    private static int[] hour(Random random) {
        double[] upTo = new double[VIDEOS];
        double sum = 0;
        for (int video = 0; video < VIDEOS; video++) {
            sum += 1.0 / (video + 1);
            upTo[video] = sum;
        }
        int[] hour = new int[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            hour[i] = found < 0 ? -found - 1 : found;
        }
        return hour;
    }

    private static int distinct(int[] hour) {
        Set<Integer> videos = new HashSet<>();
        Arrays.stream(hour).forEach(videos::add);
        return videos.size();
    }

    /**
     * How many questions a cache with room for so many answers could at most have answered, which always gives up the
     * one that will not be asked for for longest (L. A. Belady, 1966), and which is not obliged to keep a new one. An
     * answer about a new video is of use for an hour at most, which is all the time there is.
     */
    private static int best(int[] hour, int room) {
        int[] next = new int[hour.length];
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = hour.length - 1; i >= 0; i--) {
            next[i] = seen.getOrDefault(hour[i], Integer.MAX_VALUE);
            seen.put(hour[i], i);
        }
        PriorityQueue<int[]> latest = new PriorityQueue<>((one, other) -> Integer.compare(other[1], one[1]));
        Map<Integer, Integer> kept = new HashMap<>();
        int hits = 0;
        for (int i = 0; i < hour.length; i++) {
            if (kept.containsKey(hour[i])) {
                hits++;
            }
            if (next[i] == Integer.MAX_VALUE) {
                kept.remove(hour[i]);
                continue;
            }
            kept.put(hour[i], next[i]);
            latest.add(new int[] {hour[i], next[i]});
            while (kept.size() > room) {
                int[] given = latest.remove();
                kept.remove(given[0], given[1]);
            }
        }
        return hits;
    }
}
