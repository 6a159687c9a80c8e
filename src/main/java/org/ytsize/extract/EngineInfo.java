package org.ytsize.extract;

import java.nio.file.Path;
import java.util.List;

/**
 * What runs the jobs.
 *
 * @param mode {@code fork-server} or {@code process-per-job}
 * @param ytDlpVersion such as {@code 2026.10.26}, {@code unknown} where it does not say
 * @param remark why it is not the best there is, empty where it is
 * @param files whose change means another yt-dlp
 * @param pid of the fork server, 0 where there is none
 */
record EngineInfo(String mode, String ytDlpVersion, String remark, List<Path> files, long pid) {

    /** Keeps a copy of the files. */
    EngineInfo {
        files = List.copyOf(files);
    }
}
