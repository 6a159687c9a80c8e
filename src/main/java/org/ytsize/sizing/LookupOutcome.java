package org.ytsize.sizing;

import java.util.Optional;
import org.ytsize.extract.FailureKind;

/**
 * A way for an attempt to end.
 *
 * @param egress name of the one that it was sent from; {@code none} where it was not sent, or its answer not waited for
 * @param failure how it failed; empty where it told about the video
 */
public record LookupOutcome(String egress, Optional<FailureKind> failure) {
    /** As metrics call it: the failure's code, or {@code ok}. */
    public String word() {
        return failure.map(FailureKind::code).orElse("ok");
    }
}
