package org.ytsize.sizing;

import java.util.Optional;
import org.ytsize.extract.FailureKind;

/**
 * A way for an attempt to end.
 *
 * @param egress name of the one that it was sent from, {@link #NOT_SENT} where it was not
 * @param failure how it failed; empty where it told about the video
 */
public record LookupOutcome(String egress, Optional<FailureKind> failure) {
    static final String NOT_SENT = "none";

    boolean wasSent() {
        return !egress.equals(NOT_SENT);
    }

    /** As metrics call it: the failure's code, or {@code ok}. */
    public String word() {
        return failure.map(FailureKind::code).orElse("ok");
    }
}
