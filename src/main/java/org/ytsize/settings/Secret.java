package org.ytsize.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that must not be shown. Its text form hides it, so that no log line, message or debugger tells it by accident. */
public final class Secret {
    private final String value;

    /** Hides {@code value}, which must not be empty. */
    public Secret(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        this.value = value;
    }

    /** The secret itself, for the one place that sends or compares it. */
    public String reveal() {
        return value;
    }

    /** Whether {@code candidate} is this secret, in a time that does not depend on where the two differ. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
