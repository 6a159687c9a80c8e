/** How long things take. */
@NullMarked
package org.ytsize.timing;

import org.jspecify.annotations.NullMarked;
