package org.ytsize.ops;

import java.util.Arrays;

/** Where an exception was thrown, by which two faults are told apart. */
final class ThrowSite {
    /** Where our own code is. */
    static final String OURS = "org.ytsize";

    private ThrowSite() {}

    /** The innermost of our own methods that it went through. */
    static String of(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame -> frame.getClassName() + '.' + frame.getMethodName())
                .orElse("elsewhere");
    }
}
