package org.ytsize.sizing;

/** The body of an answer, byte for byte as it is sent. Immutable as long as nobody writes into its bytes. */
public final class AnswerBody {
    private final byte[] bytes;

    /** Takes {@code bytes} over: nobody may write into them any more. */
    public AnswerBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes themselves, no copy: for reading alone. */
    public byte[] bytes() {
        return bytes;
    }
}
