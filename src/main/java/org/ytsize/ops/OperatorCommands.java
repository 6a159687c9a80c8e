package org.ytsize.ops;

import java.util.Arrays;

/** What an operator's words mean: hands each to whom it is for. Thread-safe. */
final class OperatorCommands {
    private final Drain drain;
    private final LogLevels levels;

    OperatorCommands(Drain drain, LogLevels levels) {
        this.drain = drain;
        this.levels = levels;
    }

    /** Does what {@code line} says, and answers with a line; one that means nothing is answered with what there is to say. */
    String answer(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[0].equals("log")) {
            return levels.command(Arrays.copyOfRange(words, 1, words.length));
        }
        return switch (line.strip()) {
            case "drain" -> drain.begin();
            case "ready" -> drain.takeBack();
            case "state" -> drain.state();
            default -> "unknown, say drain, ready, state or log";
        };
    }
}
