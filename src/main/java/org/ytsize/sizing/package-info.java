/** The main job put together: from a video id to its size table. */
@NullMarked
package org.ytsize.sizing;

import org.jspecify.annotations.NullMarked;
