package org.ytsize.sizing;

import java.util.Optional;
import org.ytsize.extract.Cookies;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.ExtractionJob.Clients;
import org.ytsize.extract.FailureKind;
import org.ytsize.extract.FailureKind.Verdict;
import org.ytsize.settings.Egress;
import org.ytsize.sizing.PathBreaker.Permit;
import org.ytsize.video.VideoId;

/**
 * One try to look a video up, and what it needs to decide on another. Immutable.
 *
 * @param ruledOut the egress that must not be used for this video
 * @param last the egress that the try before it was sent from
 * @param failedBefore what to tell if this one tells less
 * @param retriesBefore how many were made before it
 * @param atOnce whether it needs no pause before it, since it goes to another address
 */
record Attempt(
        VideoId video,
        Optional<Cookies> cookies,
        Deadline deadline,
        Clients clients,
        Optional<Egress> ruledOut,
        Optional<Egress> last,
        Optional<Extraction.Failed> failedBefore,
        int retriesBefore,
        boolean atOnce) {

    private static final int MAX_RETRIES = 2;

    static Attempt first(VideoId video, Optional<Cookies> cookies, Deadline deadline) {
        return new Attempt(
                video, cookies, deadline, Clients.SIZES, Optional.empty(), Optional.empty(), Optional.empty(), 0, true);
    }

    /**
     * What to try after this one has failed; empty where nothing is worth a try.
     *
     * @param permit with which it was sent
     * @param elsewhere whether another egress would take it
     */
    Optional<Attempt> next(Extraction.Failed failed, Permit permit, boolean elsewhere) {
        FailureKind kind = failed.failure().kind();
        if (retriesBefore >= MAX_RETRIES || isOfTheAccount(kind)) {
            return Optional.empty();
        }
        if (permit.isProbe() && kind.isOfThePath()) {
            // To find out whether an egress works again was our idea, not the caller's, who must not suffer from it.
            return elsewhere ? Optional.of(again(failed, clients, ruledOut, permit, true)) : Optional.empty();
        }
        return switch (kind.retry()) {
            case SAME -> Optional.of(again(failed, clients, ruledOut, permit, false));
            case OTHER_CLIENTS ->
                clients == Clients.STOCK
                        ? Optional.empty()
                        : Optional.of(again(failed, Clients.STOCK, ruledOut, permit, false));
            case OTHER_EGRESS ->
                ruledOut.isPresent() || !elsewhere
                        ? Optional.empty()
                        : Optional.of(again(failed, clients, Optional.of(permit.egress()), permit, true));
            case NEVER -> Optional.empty();
        };
    }

    /**
     * Whether YouTube has had enough of whoever lends the cookies, rather than of our address: it is not to be asked
     * with them elsewhere either.
     */
    boolean isOfTheAccount(FailureKind kind) {
        return cookies.isPresent() && (kind == FailureKind.BOT_CHECK || kind == FailureKind.SESSION_RATE_LIMITED);
    }

    /**
     * What to tell where this is the end of it: what was found out by asking says more than why it could not be asked
     * again, and what YouTube says of the video more than how asking once more went wrong.
     *
     * @param sent whether this try was made at all
     */
    Extraction.Failed answer(Extraction.Failed failed, boolean sent) {
        return failedBefore
                .filter(before -> !sent || (isDefinite(before) && !isDefinite(failed)))
                .orElse(failed);
    }

    private static boolean isDefinite(Extraction.Failed failed) {
        FailureKind kind = failed.failure().kind();
        return kind.verdict() == Verdict.SUCCESS && !kind.isDoubtful();
    }

    private Attempt again(
            Extraction.Failed failed, Clients clients, Optional<Egress> ruledOut, Permit permit, boolean atOnce) {
        return new Attempt(
                video,
                cookies,
                deadline,
                clients,
                ruledOut,
                Optional.of(permit.egress()),
                Optional.of(answer(failed, true)),
                retriesBefore + 1,
                atOnce);
    }
}
