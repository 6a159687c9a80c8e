package org.ytsize.it;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.ytsize.stub.Host;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/**
 * Runs the stub that the deployed WAR asks, and tells arquillian.xml where it is. It has to be registered before Arquillian's
 * own extension, which leaves a directory for each server that it starts: this one removes it.
 */
final class ArquillianStub implements BeforeAllCallback, BeforeEachCallback {
    /** The web origins that the deployed WAR knows. */
    static final String ORIGINS = "https://app.example,chrome-extension://abcdefghijklmnop";

    private static final String DIRECTORY = "arquillian-payara-micro";

    private static final Set<Path> DEPLOYED = ConcurrentHashMap.newKeySet();

    private static @Nullable StubYouTube running;

    /** Ends with the test run. */
    private record Session(StubYouTube stub) implements AutoCloseable {
        @Override
        public void close() {
            stub.close();
            DEPLOYED.forEach(Host::remove);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(ArquillianStub.class))
                .getOrComputeIfAbsent(Session.class, unseen -> begin());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ProcessHandle.current()
                .children()
                .flatMap(server -> server.info().arguments().stream().flatMap(Arrays::stream))
                .filter(argument -> argument.contains(DIRECTORY))
                .flatMap(argument -> Stream.iterate(Path.of(argument), Objects::nonNull, Path::getParent))
                .filter(directory -> nameOf(directory).startsWith(DIRECTORY))
                .forEach(DEPLOYED::add);
    }

    private static String nameOf(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    /** The stub that the deployed WAR asks. */
    static synchronized StubYouTube running() {
        return Objects.requireNonNull(running, "this extension is not registered");
    }

    private static synchronized Session begin() {
        StubYouTube stub = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        System.setProperty("it.ytdlp", Instance.newestYtDlp());
        System.setProperty("it.proxy", stub.proxy().toString());
        System.setProperty("it.caFile", stub.caFile().toString());
        System.setProperty("it.origins", ORIGINS);
        running = stub;
        return new Session(stub);
    }
}
