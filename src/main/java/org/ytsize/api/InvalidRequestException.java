package org.ytsize.api;

import java.util.List;

/** A request breaks the contract. The answer is 400, with all faults; the message is the first of them. */
final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SizeRequest.Fault> faults;

    /** @param faults at least one */
    InvalidRequestException(List<SizeRequest.Fault> faults) {
        super(faults.get(0).field() + ": " + faults.get(0).message());
        this.faults = List.copyOf(faults);
    }

    /** A request that cannot be read so far as to find its fields. */
    InvalidRequestException(String message) {
        super(message);
        this.faults = List.of();
    }

    List<SizeRequest.Fault> faults() {
        return faults;
    }
}
