/** What operators need: health, metrics, logs, drain. */
@NullMarked
package org.ytsize.ops;

import org.jspecify.annotations.NullMarked;
