package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
@Timeout(60)
final class RuntimeSocketTest {
    @TempDir
    private Path directory;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
    private Path path;
    private @Nullable RuntimeSocket socket;

    @BeforeEach
    void listen() {
        path = directory.resolve("ops.sock");
        socket = open();
    }

    @AfterEach
    void end() {
        if (socket != null) {
            socket.close();
        }
        threads.shutdownNow();
    }

    @Test
    void aLine_isAnsweredWithALine_andTheConnectionEnds() throws IOException {
        assertThat(exchange("state\n")).isEqualTo("<state>\n");
        assertThat(exchange("  drain \r\nready\n")).isEqualTo("<drain>\n");
    }

    @Test
    void aLineWithoutAnEnd_isOneWhenTheConnectionHasNoMore() throws IOException {
        assertThat(exchange("state")).isEqualTo("<state>\n");
    }

    @Test
    void anEndlessLine_isCut() throws IOException {
        assertThat(exchange("x".repeat(100))).isEqualTo("<" + "x".repeat(100) + ">\n");
    }

    @Test
    void whoeverSaysNothing_holdsUpTheOthersForAMomentOnly() throws IOException {
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(exchange("state\n")).isEqualTo("<state>\n");
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void whoeverLeavesAtOnce_harmsNobody() throws IOException {
        SocketChannel.open(UnixDomainSocketAddress.of(path)).close();

        assertThat(exchange("state\n")).isEqualTo("<state>\n");
    }

    @Test
    void onlyItsOwnUser_mayUseIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void isGone_whenItIsClosed() {
        Objects.requireNonNull(socket).close();

        assertThat(path).doesNotExist();
    }

    @Test
    void whatAnEndedProcessLeft_isReplaced() throws IOException {
        Objects.requireNonNull(socket).close();
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();

        socket = open();

        assertThat(exchange("state\n")).isEqualTo("<state>\n");
    }

    @Test
    void whatAnotherProcessUses_isLeftToIt() throws IOException {
        assertThatThrownBy(this::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("OPS_SOCKET")
                .hasMessageContaining("another process");

        assertThat(exchange("state\n")).isEqualTo("<state>\n");
    }

    @Test
    void whatIsNoSocket_isLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "data");

        assertThatThrownBy(() -> new RuntimeSocket(file, line -> line, threads, threads))
                .hasMessageContaining("something else");

        assertThat(file).hasContent("data");
    }

    private RuntimeSocket open() {
        return new RuntimeSocket(path, line -> "<" + line + ">", threads, threads);
    }

    private String exchange(String said) throws IOException {
        try (SocketChannel operator = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            operator.write(ByteBuffer.wrap(said.getBytes(US_ASCII)));
            operator.shutdownOutput();
            ByteBuffer heard = ByteBuffer.allocate(1_000);
            while (operator.read(heard) >= 0) {
                assertThat(heard.hasRemaining()).isTrue();
            }
            return new String(heard.array(), 0, heard.position(), US_ASCII);
        }
    }
}
