package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** A run of bytes of a body, and how to compress it. Immutable; thread-safe. */
final class Segment {
    private final byte[] bytes;
    private final byte[] deflated;

    private Segment(byte[] bytes) {
        this.bytes = bytes;
        this.deflated = deflate(bytes);
    }

    static Segment of(byte[] bytes) {
        return new Segment(bytes.clone());
    }

    static Segment of(String text) {
        return new Segment(text.getBytes(UTF_8));
    }

    int length() {
        return bytes.length;
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Whole deflate blocks, none of them the last: what others put before and after makes one stream with them. Not
     * to be changed.
     */
    byte[] deflated() {
        return deflated;
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
            byte[] buffer = new byte[16_384];
            int count;
            do {
                count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                out.write(buffer, 0, count);
            } while (count == buffer.length);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
