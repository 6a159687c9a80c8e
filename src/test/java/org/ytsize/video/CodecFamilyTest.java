package org.ytsize.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CodecFamilyTest {

    @ParameterizedTest
    @CsvSource({
        "avc1.640028, H264",
        "AVC1.4d401f, H264",
        "avc3.640028, H264",
        "h264, H264",
        "vp9, VP9",
        "vp9.2, VP9",
        "vp09.00.40.08, VP9",
        "av01.0.08M.08, AV1",
        "hev1.1.6.L93.B0, OTHER",
        "vp8, OTHER",
        "theora, OTHER",
        "'', OTHER"
    })
    void isTold_byTheBeginningOfTheCodec(String codec, CodecFamily family) {
        assertThat(CodecFamily.of(codec)).isEqualTo(family);
    }

    @Test
    void fallsBack_fromH264ToVp9ToAv1() {
        assertThat(CodecFamily.values())
                .containsExactly(CodecFamily.H264, CodecFamily.VP9, CodecFamily.AV1, CodecFamily.OTHER);
    }
}
