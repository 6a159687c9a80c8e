package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.logging.Logger;

/** What is logged between its begin and its end, as the service writes it. */
final class LogLines implements AutoCloseable {
    /** Held, since a logger that nobody holds forgets its handlers. */
    private final Logger logger = Logger.getLogger("org.ytsize");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonLog handler = new JsonLog(out);

    void begin() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    /** Those of that level. */
    List<String> of(String level) {
        handler.flush();
        return out.toString(UTF_8)
                .lines()
                .filter(line -> line.contains("\"level\":\"" + level + '"'))
                .toList();
    }

    /** The only one of that level. */
    String only(String level) {
        List<String> lines = of(level);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @Override
    public void close() {
        logger.setUseParentHandlers(true);
        logger.removeHandler(handler);
        handler.close();
    }
}
