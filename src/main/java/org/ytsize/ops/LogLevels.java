package org.ytsize.ops;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ytsize.settings.ServiceSettings.LogLevel;

/**
 * How much each part of the service logs: what LOG_LEVEL says, and what operators say while it runs. Thread-safe: {@code set} is guarded by the object's
 * lock.
 */
final class LogLevels {
    static final String RULE = "say log, log NAME, log NAME LEVEL or log NAME default; NAME is org.ytsize or below,"
            + " such as org.ytsize.extract, LEVEL is error, warn, info or debug";

    private static final Pattern NAME = Pattern.compile("org\\.ytsize(\\.\\w+)*");

    private static final Map<LogLevel, Level> LEVELS = Map.of(
            LogLevel.ERROR, Level.SEVERE,
            LogLevel.WARN, Level.WARNING,
            LogLevel.INFO, Level.INFO,
            LogLevel.DEBUG, Level.FINE);

    private final LogLevel byDefault;
    /** Held here, since a logger that nobody holds forgets its level. */
    private final Logger root = Logger.getLogger("org.ytsize");

    private final Map<String, Logger> set = new TreeMap<>();

    /** Sets {@code byDefault} for the whole service. */
    LogLevels(LogLevel byDefault) {
        this.byDefault = byDefault;
        root.setLevel(LEVELS.get(byDefault));
    }

    /**
     * What an operator says of levels, without the first word: nothing asks for those that are set, a name for its level, a name and a level set
     * it, a name and {@code default} takes that back.
     *
     * @return the levels that hold now; or what the words are
     */
    synchronized String command(String[] words) {
        return switch (words.length) {
            case 0 ->
                Stream.concat(Stream.of(root), set.values().stream())
                        .map(LogLevels::shown)
                        .collect(Collectors.joining(", "));
            case 1 -> isName(words[0]) ? shown(named(words[0])) : RULE;
            case 2 -> isName(words[0]) ? change(words[0], words[1].toUpperCase(Locale.ROOT)) : RULE;
            default -> RULE;
        };
    }

    private String change(String name, String word) {
        Logger logger = named(name);
        Optional<LogLevel> level = Stream.of(LogLevel.values())
                .filter(any -> any.name().equals(word))
                .findFirst();
        if (level.isPresent()) {
            logger.setLevel(LEVELS.get(level.get()));
        } else if (word.equals("DEFAULT")) {
            logger.setLevel(logger == root ? LEVELS.get(byDefault) : null);
        } else {
            return RULE;
        }
        if (level.isPresent() && logger != root) {
            set.put(name, logger);
        } else {
            set.remove(name);
        }
        return shown(logger);
    }

    private static Logger named(String name) {
        return Logger.getLogger(name);
    }

    private static boolean isName(String word) {
        return NAME.matcher(word).matches();
    }

    /** Its own level, or that of the nearest one above it. */
    private static String shown(Logger logger) {
        Logger source = logger;
        while (source.getLevel() == null && source.getParent() != null) {
            source = source.getParent();
        }
        String level = word(source.getLevel());
        return logger.getName() + ": " + level + (source == logger ? "" : " by default");
    }

    private static String word(Level level) {
        return LEVELS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(level))
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElseGet(() -> String.valueOf(level));
    }
}
