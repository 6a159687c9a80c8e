package org.ytsize.settings;

import java.util.List;

/** The settings cannot be used. The message lists every fault, each with the name of its variable. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> faults) {
        super("invalid settings: " + String.join("; ", faults));
    }
}
