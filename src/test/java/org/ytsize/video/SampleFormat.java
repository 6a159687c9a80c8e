package org.ytsize.video;

import org.jspecify.annotations.Nullable;

/** Formats to test with: one that is plain, and the same with one thing about it changed. */
record SampleFormat(Format format) {

    /** An H.264 picture of so many bytes, with nothing else known of it. */
    static SampleFormat picture(String id, @Nullable Long exactBytes) {
        return new SampleFormat(new Format(
                id, "avc1.640028", null, exactBytes, null, null, null, null, null, "SDR", -1, "", null, null, null));
    }

    /** An Opus sound track of so many bytes. */
    static SampleFormat sound(String id, @Nullable Long exactBytes) {
        return new SampleFormat(
                new Format(id, null, "opus", exactBytes, null, null, null, null, null, null, -1, "", null, null, null));
    }

    SampleFormat id(String id) {
        return with(id, format.videoCodec(), format.audioCodec(), format.note(), format.qualityLabel());
    }

    SampleFormat codec(String videoCodec) {
        return with(format.id(), videoCodec, format.audioCodec(), format.note(), format.qualityLabel());
    }

    SampleFormat alsoSounds() {
        return with(format.id(), format.videoCodec(), "mp4a.40.2", format.note(), format.qualityLabel());
    }

    SampleFormat note(String note) {
        return with(format.id(), format.videoCodec(), format.audioCodec(), note, format.qualityLabel());
    }

    SampleFormat label(String label) {
        return with(format.id(), format.videoCodec(), format.audioCodec(), format.note(), label);
    }

    SampleFormat approximately(long bytes) {
        return sized(null, bytes, format.totalKilobits());
    }

    SampleFormat rate(double kilobits) {
        return sized(format.exactBytes(), format.approximateBytes(), kilobits);
    }

    SampleFormat pixels(int width, int height) {
        return shown(width, height, format.framesPerSecond(), format.dynamicRange(), format.languagePreference());
    }

    SampleFormat frames(int perSecond) {
        return shown(format.width(), format.height(), perSecond, format.dynamicRange(), format.languagePreference());
    }

    SampleFormat range(String range) {
        return shown(format.width(), format.height(), format.framesPerSecond(), range, format.languagePreference());
    }

    SampleFormat preference(int language) {
        return shown(format.width(), format.height(), format.framesPerSecond(), format.dynamicRange(), language);
    }

    private SampleFormat with(
            String id, @Nullable String video, @Nullable String audio, String note, @Nullable String label) {
        return new SampleFormat(new Format(
                id,
                video,
                audio,
                format.exactBytes(),
                format.approximateBytes(),
                format.totalKilobits(),
                format.width(),
                format.height(),
                format.framesPerSecond(),
                format.dynamicRange(),
                format.languagePreference(),
                note,
                label,
                format.language(),
                format.container()));
    }

    private SampleFormat sized(@Nullable Long exact, @Nullable Long approximate, @Nullable Double kilobits) {
        return new SampleFormat(new Format(
                format.id(),
                format.videoCodec(),
                format.audioCodec(),
                exact,
                approximate,
                kilobits,
                format.width(),
                format.height(),
                format.framesPerSecond(),
                format.dynamicRange(),
                format.languagePreference(),
                format.note(),
                format.qualityLabel(),
                format.language(),
                format.container()));
    }

    private SampleFormat shown(
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Integer frames,
            @Nullable String range,
            int language) {
        return new SampleFormat(new Format(
                format.id(),
                format.videoCodec(),
                format.audioCodec(),
                format.exactBytes(),
                format.approximateBytes(),
                format.totalKilobits(),
                width,
                height,
                frames,
                range,
                language,
                format.note(),
                format.qualityLabel(),
                format.language(),
                format.container()));
    }
}
