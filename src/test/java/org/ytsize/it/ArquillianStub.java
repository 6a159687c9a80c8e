package org.ytsize.it;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/**
 * Runs the stub that the deployed WAR asks, and tells arquillian.xml where it is. It has to be registered before Arquillian's
 * own extension.
 */
final class ArquillianStub implements BeforeAllCallback {
    /** The web origins that the deployed WAR knows. */
    static final String ORIGINS = "https://app.example,chrome-extension://abcdefghijklmnop";

    private static @Nullable StubYouTube running;

    /** Ends with the test run. */
    private record Session(StubYouTube stub) implements AutoCloseable {
        @Override
        public void close() {
            stub.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(ArquillianStub.class))
                .getOrComputeIfAbsent(Session.class, unseen -> begin());
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
