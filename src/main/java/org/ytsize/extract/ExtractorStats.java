package org.ytsize.extract;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What yt-dlp and its processes have done so far, at one moment.
 *
 * @param mode {@code fork-server}, {@code process-per-job}, {@code missing} or {@code starting}
 * @param path where yt-dlp is looked for
 * @param version yt-dlp's, {@code unknown} while there is none
 * @param remark what is not as it should be, empty where all is well
 * @param serverPid of the fork server, 0 where there is none
 * @param ready processes that wait for a job
 * @param jobs begun so far
 * @param crashes jobs whose process ended without an answer
 * @param starts engines started so far: 1 as long as nothing has died or been replaced
 */
public record ExtractorStats(
        String mode,
        String path,
        String version,
        String remark,
        long serverPid,
        int ready,
        long jobs,
        long crashes,
        long starts) {

    private static final Pattern DAY = Pattern.compile("(\\d{4})\\.(\\d{1,2})\\.(\\d{1,2})(?!\\d).*");

    /** The day in yt-dlp's version (yt-dlp's version.py): about when it was released. Empty where there is none in it. */
    public Optional<LocalDate> releaseDay() {
        Matcher day = DAY.matcher(version);
        if (!day.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(day.group(1)), Integer.parseInt(day.group(2)), Integer.parseInt(day.group(3))));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /** Whether there is a yt-dlp to run. */
    public boolean available() {
        return !mode.equals("missing");
    }
}
