package org.ytsize.video;

import java.util.List;
import java.util.OptionalInt;

/** A row of the size table that clients in the field expect, in their order. */
public enum Row {
    S144P("s144p", 144, 394),
    S240P("s240p", 240, 395),
    S360P("s360p", 360, 396),
    S480P("s480p", 480, 397),
    S720P("s720p", 720, 398),
    S1080P("s1080p", 1080, 299, 303, 399),
    S1440P("s1440p", 1440, 308, 400),
    S1080P_299("s1080p_299", 299),
    S1080P_303("s1080p_303", 303),
    S1080P_399("s1080p_399", 399),
    S1440P_308("s1440p_308", 308),
    S1440P_400("s1440p_400", 400);

    private final String key;
    private final OptionalInt lines;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which its type does not tell.
    private final List<Integer> itags;

    /** A row for one itag and nothing else. */
    Row(String key, int itag) {
        this.key = key;
        this.lines = OptionalInt.empty();
        this.itags = List.of(itag);
    }

    /** A row for a quality: the first of the itags that a video has, else its best stream of that many lines. */
    Row(String key, int lines, Integer... itags) {
        this.key = key;
        this.lines = OptionalInt.of(lines);
        this.itags = List.of(itags);
    }

    /** Its name in answers. */
    public String key() {
        return key;
    }

    boolean isBeyond360Lines() {
        return lines.isEmpty() || lines.getAsInt() > 360;
    }

    OptionalInt lines() {
        return lines;
    }

    List<Integer> itags() {
        return itags;
    }
}
