package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.settings.ServiceSettings.LogLevel;

final class OperatorCommandsTest {
    private static final String ABOVE = "org.ytsize.operators";
    private static final String BELOW = ABOVE + ".Below";

    private final OperatorCommands commands = new OperatorCommands(
            new Drain(new RequestRecorder(), new Checkers(() -> 0), () -> 0), new LogLevels(LogLevel.INFO));

    @AfterEach
    void asItWas() {
        for (String name : new String[] {ABOVE, BELOW}) {
            commands.answer("log " + name + " default");
        }
        Logger.getLogger("org.ytsize").setLevel(null);
    }

    @Test
    void drains_andComesBack() {
        assertThat(commands.answer("state")).isEqualTo("serving, requests in flight: 0");
        assertThat(commands.answer("drain")).isEqualTo("draining, requests in flight: 0");
        assertThat(commands.answer("state")).isEqualTo("draining, requests in flight: 0");
        assertThat(commands.answer(" ready ")).isEqualTo("serving, requests in flight: 0");
    }

    @Test
    void aLevel_isSet_asked_listed_andTakenBack() {
        assertThat(commands.answer("log")).isEqualTo("org.ytsize: info");
        assertThat(commands.answer("log " + BELOW)).isEqualTo(BELOW + ": info by default");

        assertThat(commands.answer("log " + ABOVE + " debug")).isEqualTo(ABOVE + ": debug");

        assertThat(commands.answer("log " + BELOW)).isEqualTo(BELOW + ": debug by default");
        assertThat(Logger.getLogger(BELOW).isLoggable(Level.FINE)).isTrue();
        assertThat(commands.answer("log  " + BELOW + "  ERROR")).isEqualTo(BELOW + ": error");
        assertThat(Logger.getLogger(BELOW).isLoggable(Level.WARNING)).isFalse();
        assertThat(commands.answer("log")).isEqualTo("org.ytsize: info, " + ABOVE + ": debug, " + BELOW + ": error");

        assertThat(commands.answer("log " + ABOVE + " default")).isEqualTo(ABOVE + ": info by default");
        assertThat(commands.answer("log")).isEqualTo("org.ytsize: info, " + BELOW + ": error");
    }

    @Test
    void theWholeService_getsALevel_andBackWhatLogLevelSays() {
        assertThat(commands.answer("log org.ytsize warn")).isEqualTo("org.ytsize: warn");
        assertThat(commands.answer("log " + BELOW)).isEqualTo(BELOW + ": warn by default");
        assertThat(commands.answer("log")).isEqualTo("org.ytsize: warn");

        assertThat(commands.answer("log org.ytsize default")).isEqualTo("org.ytsize: info");
    }

    /** Loggers that nobody holds are thrown away, and their levels with them. */
    @Test
    void aLevel_isKept_thoughNobodyUsesTheLogger() {
        commands.answer("log org.ytsize.operators.Unused debug");
        System.gc();

        assertThat(commands.answer("log org.ytsize.operators.Unused")).endsWith("Unused: debug");
        commands.answer("log org.ytsize.operators.Unused default");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log com.example debug",
                "log org.ytsizes debug",
                "log org debug",
                "log org.ytsize. debug",
                "log org.ytsize.a-b",
                "log org.ytsize loud",
                "log org.ytsize FINE",
                "log org.ytsize debug now"
            })
    void wrongWords_changeNothing_andAreToldTheRule(String line) {
        assertThat(commands.answer(line)).isEqualTo(LogLevels.RULE);
        assertThat(commands.answer("log")).isEqualTo("org.ytsize: info");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stop", "drain now", "DRAIN", "logs", "LOG"})
    void whatMeansNothing_isToldWhatThereIs(String line) {
        assertThat(commands.answer(line)).isEqualTo("unknown, say drain, ready, state or log");
        assertThat(commands.answer("state")).startsWith("serving");
    }
}
