/** Who may ask how often. */
@NullMarked
package org.ytsize.ratelimit;

import org.jspecify.annotations.NullMarked;
