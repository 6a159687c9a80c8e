package org.ytsize.stub;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps a logger silent while the tests of a class run, in which things are meant to go wrong. */
public final class Quiet implements BeforeAllCallback, AfterAllCallback {
    /** Held, since a logger that nobody holds forgets its level. */
    private final Logger logger;

    private Quiet(Logger logger) {
        this.logger = logger;
    }

    /** That of {@code name}, and those below it. */
    public static Quiet logger(String name) {
        return new Quiet(Logger.getLogger(name));
    }

    @Override
    public void beforeAll(ExtensionContext tests) {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        logger.setLevel(null);
    }
}
