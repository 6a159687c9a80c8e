package org.ytsize.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.ytsize.sizing.AnswerBody;
import org.ytsize.video.HumanText;
import org.ytsize.video.Row;
import org.ytsize.video.SizeTable;

/** A size table as the v1 contract writes it. */
final class SizeBody {
    private SizeBody() {}

    /** {@link #json} as it is sent: what has no other characters than ASCII's. */
    static AnswerBody of(SizeTable table) {
        return new AnswerBody(json(table).toString().getBytes(StandardCharsets.UTF_8));
    }

    /** All keys are always there; null stands where the video has nothing. */
    static JsonObject json(SizeTable table) {
        JsonObjectBuilder bytes = Answers.BUILDERS.createObjectBuilder();
        JsonObjectBuilder human = Answers.BUILDERS.createObjectBuilder();
        for (Row row : Row.values()) {
            OptionalLong size = table.bytes(row);
            if (size.isPresent()) {
                bytes.add(row.key(), size.getAsLong());
                human.add(row.key(), HumanText.bytes(size.getAsLong()));
            } else {
                bytes.addNull(row.key());
                human.addNull(row.key());
            }
        }
        JsonObjectBuilder body =
                Answers.BUILDERS.createObjectBuilder().add("ok", true).add("bytes", bytes);
        Long duration = table.durationSeconds();
        if (duration == null) {
            return body.add("human", human.addNull("duration"))
                    .addNull("duration")
                    .build();
        }
        return body.add("human", human.add("duration", HumanText.duration(duration)))
                .add("duration", duration)
                .build();
    }
}
