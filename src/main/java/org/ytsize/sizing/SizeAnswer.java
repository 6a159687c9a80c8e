package org.ytsize.sizing;

import org.ytsize.extract.Failure;
import org.ytsize.video.SizeTable;

/** The answer to a size question. */
public sealed interface SizeAnswer {

    /** The sizes; at least one row has one. */
    record Sizes(SizeTable table) implements SizeAnswer {}

    /** Why there are none. */
    record NoSizes(Failure failure) implements SizeAnswer {}
}
