package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What operators say to servers on the same host: a line to a Unix domain socket, and all that comes back. */
public final class RuntimeSockets {
    private RuntimeSockets() {}

    /** Says {@code line} to whoever listens at {@code path}. */
    public static String say(Path path, String line) throws IOException {
        try (SocketChannel operator = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            operator.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(8_192);
            while (operator.read(piece.clear()) >= 0) {
                heard.write(piece.array(), 0, piece.position());
            }
            return heard.toString(UTF_8);
        }
    }
}
