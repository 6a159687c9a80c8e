package org.ytsize.api;

/** A request's body is longer than the service accepts. The answer is 413. */
final class BodyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long maxBytes) {
        super("Request body too large: the limit is " + maxBytes + " bytes");
    }
}
