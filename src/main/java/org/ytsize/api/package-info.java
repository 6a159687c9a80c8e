/** The HTTP face: resources, filters, exception mappers. Translates, and decides nothing. */
@NullMarked
package org.ytsize.api;

import org.jspecify.annotations.NullMarked;
