package org.ytsize.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A YouTube for tests, behind a proxy on loopback: whoever uses the proxy, and trusts the stub's certificate authority,
 * talks HTTPS with what looks like YouTube and gets the answers of a {@link Scenario}. An unmodified yt-dlp does.
 *
 * <p>Thread-safe. Its certificate authority is as old as the process, and {@link #close} removes the file
 * with the authority's certificate.
 */
public final class StubYouTube implements AutoCloseable {
    private static final String CA_FILE = "ca.pem";

    private final Path directory;
    private final Path caFile;
    private final Script script = new Script();
    private final Tally tally = new Tally();
    private final Gate gate = new Gate();
    private final ConnectProxy proxy;

    private StubYouTube(Path directory, StubSettings settings) throws IOException {
        this.directory = directory;
        CertificateAuthority authority = CertificateAuthority.get();
        caFile = Files.writeString(directory.resolve(CA_FILE), authority.pem(), US_ASCII);
        Site site = new Site(script, settings.smallPages() ? Filler.small() : Filler.full());
        Conversation.Setting setting = new Conversation.Setting(
                site, script, tally, gate, settings.slowness(), authority.genuine(), authority.masked());
        proxy = ConnectProxy.listen(settings.port(), socket -> new Conversation(socket, setting), tally);
    }

    public static StubYouTube start() {
        return start(StubSettings.DEFAULT);
    }

    /**
     * Starts a stub, which listens when this returns.
     *
     * @throws UncheckedIOException if the port is taken, or no certificate can be made
     */
    public static StubYouTube start(StubSettings settings) {
        try {
            Path directory = Files.createTempDirectory("stub-youtube");
            try {
                return new StubYouTube(directory, settings);
            } catch (IOException | RuntimeException e) {
                remove(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a stub as a program; {@code --help} says how. */
    public static void main(String[] args) {
        System.exit(StubProgram.run(args, System.in, System.out, System.err));
    }

    /** What yt-dlp takes as its {@code --proxy}. */
    public URI proxy() {
        return URI.create("http://127.0.0.1:" + proxy.port());
    }

    /** The certificate that callers have to trust, as PEM. */
    public Path caFile() {
        return caFile;
    }

    /** What has been asked so far. */
    public Tally tally() {
        return tally;
    }

    /** What holds back the answers of slow and of silent videos. */
    public Gate gate() {
        return gate;
    }

    /** Makes one video answer like another from now on, whatever its id. */
    public void answer(String videoId, Scenario scenario) {
        script.cast(videoId, scenario);
    }

    /** Makes every video answer like this one from now on. */
    public void answerAll(Scenario scenario) {
        script.castAll(scenario);
    }

    /** Begins an outage; it replaces one that is under way. */
    public void during(Outage outage) {
        script.during(outage);
    }

    /** Ends an outage, and makes every video answer by its id again. */
    public void asScripted() {
        script.asScripted();
    }

    /** Ends every connection, and removes the certificate. Closing twice is as good as once. */
    @Override
    public void close() {
        proxy.close();
        try {
            remove(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(CA_FILE));
        Files.deleteIfExists(directory);
    }
}
