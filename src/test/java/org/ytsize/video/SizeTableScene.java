package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ytsize.video.SampleFormat.sound;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tests make size tables of. */
abstract class SizeTableScene {
    static final SampleFormat SOUND = sound("251", 1_000L);

    static SizeTable table(SampleFormat... formats) {
        return lasting(null, null, formats);
    }

    static SizeTable lasting(@Nullable Double duration, @Nullable Double hint, SampleFormat... formats) {
        List<Format> all = Arrays.stream(formats).map(SampleFormat::format).toList();
        return SizeTable.of(new Video(new VideoId("dQw4w9WgXcQ"), "title", duration, "public", null, null, all), hint);
    }

    static SizeTable.Size size(SizeTable table, Row row) {
        SizeTable.Size size = table.sizes().get(row);
        assertThat(size).isNotNull();
        return Objects.requireNonNull(size);
    }
}
