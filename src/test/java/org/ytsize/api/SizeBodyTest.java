package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ytsize.video.Row;
import org.ytsize.video.SizeTable;
import org.ytsize.video.SizeTable.Size;

final class SizeBodyTest {

    @Test
    void hasEveryKey_inOrder_andNullWhereThereIsNothing() {
        SizeTable table = new SizeTable(
                Map.of(Row.S144P, new Size(2_997_213, true), Row.S1440P_400, new Size(1_250_000_000, false)), 213L);

        assertThat(text(table))
                .isEqualTo("{\"ok\":true,"
                        + "\"bytes\":{\"s144p\":2997213,\"s240p\":null,\"s360p\":null,\"s480p\":null,\"s720p\":null,"
                        + "\"s1080p\":null,\"s1440p\":null,\"s1080p_299\":null,\"s1080p_303\":null,"
                        + "\"s1080p_399\":null,\"s1440p_308\":null,\"s1440p_400\":1250000000},"
                        + "\"human\":{\"s144p\":\"3.00 MB\",\"s240p\":null,\"s360p\":null,\"s480p\":null,"
                        + "\"s720p\":null,\"s1080p\":null,\"s1440p\":null,\"s1080p_299\":null,\"s1080p_303\":null,"
                        + "\"s1080p_399\":null,\"s1440p_308\":null,\"s1440p_400\":\"1.25 GB\",\"duration\":\"3:33\"},"
                        + "\"duration\":213}");
    }

    @Test
    void hasNoDuration_whereNobodyKnowsIt() {
        SizeTable table = new SizeTable(Map.of(Row.S144P, new Size(1, true)), null);

        assertThat(text(table)).endsWith("\"duration\":null},\"duration\":null}");
    }

    private static String text(SizeTable table) {
        return new String(SizeBody.of(table).bytes(), StandardCharsets.UTF_8);
    }
}
