package org.ytsize.extract;

import java.time.Duration;
import java.util.Optional;
import org.ytsize.settings.Egress;
import org.ytsize.video.VideoId;

/**
 * One question to yt-dlp.
 *
 * @param cookies sent to YouTube with it
 * @param clients how YouTube is asked
 * @param egress from where
 * @param timeout after which the attempt is ended, above zero
 */
public record ExtractionJob(
        VideoId video, Optional<Cookies> cookies, Clients clients, Egress egress, Duration timeout) {

    /** How YouTube is asked. */
    public enum Clients {
        /** With the fewest requests that tell sizes. */
        SIZES,
        /** As yt-dlp does by itself. */
        STOCK
    }
}
