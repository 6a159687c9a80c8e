package org.ytsize.ops;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Keeps a log readable on a bad day: of lines that say the same, few get through, and what was left out is told by number. The same is said by the same
 * logger with the same message before its parameters are filled in, or with an exception of the same class and {@linkplain ThrowSite place}.
 * Thread-safe.
 *
 * <p>The access log has one line for each request, whatever happens, and whoever has asked for details gets all of them.
 */
final class RepeatFilter implements Filter {
    private static final String ACCESS = "org.ytsize.access";
    private static final String OWN = RepeatFilter.class.getName();

    private final Repeats repeats;
    private final Consumer<LogRecord> notices;

    /** @param notices takes the lines that tell of those left out; they may come to this filter again */
    RepeatFilter(Repeats repeats, Consumer<LogRecord> notices) {
        this.repeats = repeats;
        this.notices = notices;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        String logger = String.valueOf(line.getLoggerName());
        if (logger.equals(ACCESS) || logger.equals(OWN) || line.getLevel().intValue() < Level.INFO.intValue()) {
            return true;
        }
        String text = line.getThrown() == null
                ? String.valueOf(line.getMessage())
                : line.getThrown().getClass().getName() + ' ' + ThrowSite.of(line.getThrown());
        Optional<Repeats.Leave> leave = repeats.admit(logger + ' ' + text);
        leave.filter(one -> one.leftOut() > 0)
                .ifPresent(one -> tell("{0} lines like the next one were left out", one.leftOut()));
        leave.filter(Repeats.Leave::last)
                .ifPresent(one -> tell("the next line has come so often that others like it are left out for a while"));
        return leave.isPresent();
    }

    private void tell(String message, Object... parameters) {
        LogRecord notice = new LogRecord(Level.WARNING, message);
        notice.setLoggerName(OWN);
        notice.setParameters(parameters);
        notices.accept(notice);
    }
}
