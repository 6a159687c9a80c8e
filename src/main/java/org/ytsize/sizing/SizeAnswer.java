package org.ytsize.sizing;

import org.ytsize.extract.Failure;

/** The answer to a size question. */
public sealed interface SizeAnswer {

    /** Where it came from. */
    Origin origin();

    /** For how long it may be told, counted from when YouTube was asked. */
    ShelfLife life();

    /**
     * The sizes; at least one row has one.
     *
     * @param body in the form of the question's {@link SizeQuestion#view}
     */
    record Sizes(AnswerBody body, Origin origin, ShelfLife life) implements SizeAnswer {}

    /** Why there are none. */
    record NoSizes(Failure failure, Origin origin, ShelfLife life) implements SizeAnswer {}
}
