/**
 * Every setting of the service: typed, checked as a whole at start, documented once.
 */
@NullMarked
package org.ytsize.settings;

import org.jspecify.annotations.NullMarked;
