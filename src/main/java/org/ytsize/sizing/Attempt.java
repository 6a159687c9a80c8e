package org.ytsize.sizing;

import java.util.Optional;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob.Clients;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Retry;
import org.ytsize.settings.Egress;
import org.ytsize.sizing.PathBreaker.Permit;
import org.ytsize.video.VideoId;

/**
 * One try to look a video up, and what it needs to decide on another. Immutable.
 *
 * @param ruledOut the egress that must not be used for this video
 * @param last the egress that the try before it was sent from
 * @param failedBefore how that one ended
 * @param retriesBefore how many were made before it
 */
record Attempt(
        VideoId video,
        Optional<Cookies> cookies,
        Deadline deadline,
        Clients clients,
        Optional<Egress> ruledOut,
        Optional<Egress> last,
        Optional<Extraction> failedBefore,
        int retriesBefore) {

    private static final int MAX_RETRIES = 2;

    static Attempt first(VideoId video, Optional<Cookies> cookies, Deadline deadline) {
        return new Attempt(
                video, cookies, deadline, Clients.SIZES, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /**
     * What to try after this one has failed; empty where nothing is worth a try.
     *
     * @param permit with which it was sent
     * @param areSeveral whether there is another egress
     */
    Optional<Attempt> next(Extraction.Failed failed, Permit permit, boolean areSeveral) {
        if (retriesBefore >= MAX_RETRIES) {
            return Optional.empty();
        }
        FailureKind kind = failed.failure().kind();
        // To find out whether an egress works again was our idea, not the caller's, who must not suffer from it.
        boolean failedAsProbe = permit.isProbe() && kind.isOfThePath();
        return switch (failedAsProbe ? Retry.OTHER_EGRESS : kind.retry()) {
            case SAME -> Optional.of(again(failed, clients, ruledOut, permit));
            case OTHER_CLIENTS ->
                clients == Clients.STOCK
                        ? Optional.empty()
                        : Optional.of(again(failed, Clients.STOCK, ruledOut, permit));
            case OTHER_EGRESS ->
                ruledOut.isPresent() || !areSeveral
                        ? Optional.empty()
                        : Optional.of(again(failed, clients, Optional.of(permit.egress()), permit));
            case NEVER -> Optional.empty();
        };
    }

    /** Whether {@code next} is kept away from the egress that this one was sent from. */
    boolean movesAway(Attempt next) {
        return !next.ruledOut.equals(ruledOut);
    }

    private Attempt again(Extraction failed, Clients clients, Optional<Egress> ruledOut, Permit permit) {
        return new Attempt(
                video,
                cookies,
                deadline,
                clients,
                ruledOut,
                Optional.of(permit.egress()),
                Optional.of(failed),
                retriesBefore + 1);
    }
}
