package org.ytsize.sizing;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.ytsize.cluster.SharedAnswers;
import org.ytsize.settings.ByteSize;
import org.ytsize.video.VideoId;

/**
 * Days of questions, as tools/capacity.py takes them to be: about videos by Zipf's law, a share of which is newer than
 * two days and gives way to newer ones then; evenly spread over the day but for a busiest hour. Real lookups answer
 * them, behind which stands what {@link OldestGivenUp} is of a grid; bench/days.py tells what the model foretells
 * beside it.
 */
public final class ZipfDays {
    private static final int DAYS = 2;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long DAY = 24 * HOUR;
    private static final int BUSIEST = 20;
    private static final long FIRST_ID = 10_000_000_000L;
    private static final Instant OLD = AskedInstance.START.minus(Duration.ofDays(365));

    private final double[] upTo;
    private final double shareNew;
    private final Random random = new Random(1);
    private final List<AskedInstance> instances;
    private long now;
    private long lookups;

    private ZipfDays(int videos, double exponent, double shareNew, int instances, long bytes, long gridBytes) {
        this.shareNew = shareNew;
        upTo = new double[videos];
        double sum = 0;
        for (int video = 0; video < videos; video++) {
            sum += Math.pow(video + 1, -exponent);
            upTo[video] = sum;
        }
        SharedAnswers grid = gridBytes == 0 ? SharedAnswers.NONE : new OldestGivenUp(gridBytes, () -> now);
        this.instances = Stream.generate(() -> new AskedInstance(new ByteSize(bytes), () -> now, grid, this::uploaded))
                .limit(instances)
                .toList();
    }

    /**
     * Arguments: questions a day, share of the busiest hour, videos, exponent, share of new ones, instances, bytes of
     * each, bytes of the grid (0: none).
     */
    public static void main(String[] args) {
        int questions = Integer.parseInt(args[0]);
        double peak = Double.parseDouble(args[1]);
        ZipfDays days = new ZipfDays(
                Integer.parseInt(args[2]),
                Double.parseDouble(args[3]),
                Double.parseDouble(args[4]),
                Integer.parseInt(args[5]),
                Long.parseLong(args[6]),
                Long.parseLong(args[7]));
        System.out.printf("an entry takes %d bytes%n", AskedInstance.ENTRY_BYTES);
        for (int hour = 0; hour < DAYS * 24; hour++) {
            boolean isBusiest = hour % 24 == BUSIEST;
            long before = days.lookups;
            int asked = (int) (questions * (isBusiest ? peak : (1 - peak) / 23));
            days.hour(hour * HOUR, asked);
            if (isBusiest) {
                System.out.printf(
                        Locale.ROOT, "day %d: %d questions, %d lookups%n", hour / 24 + 1, asked, days.lookups - before);
            }
        }
    }

    private void hour(long begin, int questions) {
        for (int question = 0; question < questions; question++) {
            now = begin + (long) ((double) HOUR * question / questions);
            instances.get(random.nextInt(instances.size())).ask(next());
        }
    }

    /** By its rank; a new one by its number in a row of those that had the rank as well. */
    private VideoId next() {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        int rank = found < 0 ? -found - 1 : found;
        long number = isNew(rank) ? (now + phase(rank)) / (2 * DAY) : 0;
        return new VideoId(Long.toString(FIRST_ID + rank * 100L + number));
    }

    private Instant uploaded(VideoId video) {
        lookups++;
        int rank = Integer.parseInt(video.value().substring(1, 9));
        int number = Integer.parseInt(video.value().substring(9));
        return isNew(rank) ? AskedInstance.START.plusNanos(2 * DAY * number - phase(rank)) : OLD;
    }

    private boolean isNew(int rank) {
        return Math.floorMod(rank * 0x9E3779B9, 10_000) < shareNew * 10_000;
    }

    /** How long before the start the first video of that rank was uploaded. */
    private static long phase(int rank) {
        return Math.floorMod(rank * 0x85EBCA6B, 1_000) * (2 * DAY / 1_000);
    }
}
