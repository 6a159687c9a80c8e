package org.ytsize.ratelimit;

/** What a decision was made by. */
public enum Source {
    /** The window that all instances share. */
    REDIS("redis"),
    /** A refusal by Redis that still holds. */
    MEMORY("memory"),
    /** A window of this instance's own. */
    LOCAL("local"),
    /** Nothing: Redis is away, and everybody may go ahead. */
    OPEN("open"),
    /** Nothing: Redis is away, and everybody is turned away. */
    CLOSED("closed");

    private final String word;

    Source(String word) {
        this.word = word;
    }

    /** As health, metrics and logs call it. */
    public String word() {
        return word;
    }
}
