package org.ytsize.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.ytsize.sizing.AnswerBody;

/**
 * A body of v2 as it is kept: packed by gzip, as most callers take it. A fifth of what it says, and sent as it is while it is fresh.
 */
final class PackedBody {
    private static final String FRESH = "\"fresh\":true";
    private static final String OUT_OF_DATE = "\"fresh\":false";
    /** Of a digest, in bytes: enough that two bodies of one video do not share it by chance. */
    private static final int TAG_BYTES = 12;

    private PackedBody() {}

    /** Packs {@code json}. */
    static AnswerBody of(String json) {
        return new AnswerBody(CompressionInterceptor.packed(json.getBytes(UTF_8)));
    }

    /** What {@code packed} says, and that it is out of date where it is. */
    static String json(AnswerBody packed, boolean fresh) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed.bytes()))) {
            String json = new String(gzip.readAllBytes(), UTF_8);
            // It stands before everything that somebody else has written.
            return fresh ? json : json.replaceFirst(FRESH, OUT_OF_DATE);
        } catch (IOException broken) {
            throw new UncheckedIOException("what was kept cannot be unpacked", broken);
        }
    }

    /** Names what {@code packed} says: two of the same name are the same, byte for byte. */
    static String tag(AnswerBody packed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(packed.bytes());
            return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException incomplete) {
            throw new IllegalStateException("every JDK has SHA-256", incomplete);
        }
    }
}
