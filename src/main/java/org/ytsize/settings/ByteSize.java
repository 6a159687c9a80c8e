package org.ytsize.settings;

/**
 * An amount of data.
 *
 * @param bytes zero or more
 */
public record ByteSize(long bytes) {

    /** Refuses a negative amount. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
    }

    @Override
    public String toString() {
        return bytes + " bytes";
    }
}
