package org.ytsize.sizing;

import org.ytsize.extract.Failure;

/** The answer to a size question. */
public sealed interface SizeAnswer {

    /** Where it came from. */
    Origin origin();

    /** The sizes; at least one row has one. */
    record Sizes(AnswerBody body, Origin origin) implements SizeAnswer {}

    /** Why there are none. */
    record NoSizes(Failure failure, Origin origin) implements SizeAnswer {}
}
