package org.ytsize.stub;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of a reply. They come in segments, so that what all pages share is compressed once and not for each of
 * them. Immutable; thread-safe.
 */
record Body(List<Segment> segments) {
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    private static final byte[] LAST_EMPTY_BLOCK = {3, 0};
    private static final int GZIP_TRAILER = 8;

    static Body of(Segment... segments) {
        return new Body(List.of(segments));
    }

    static Body of(String text) {
        return of(Segment.of(text));
    }

    long length() {
        return segments.stream().mapToLong(Segment::length).sum();
    }

    long gzippedLength() {
        return GZIP_HEADER.length
                + segments.stream()
                        .mapToLong(segment -> segment.deflated().length)
                        .sum()
                + LAST_EMPTY_BLOCK.length
                + GZIP_TRAILER;
    }

    void writeTo(OutputStream out) throws IOException {
        for (Segment segment : segments) {
            out.write(segment.bytes());
        }
    }

    void gzipTo(OutputStream out) throws IOException {
        CRC32 checksum = new CRC32();
        out.write(GZIP_HEADER);
        for (Segment segment : segments) {
            checksum.update(segment.bytes());
            out.write(segment.deflated());
        }
        out.write(LAST_EMPTY_BLOCK);
        out.write(ByteBuffer.allocate(GZIP_TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt((int) length())
                .array());
    }
}
