/**
 * What a video's sizes are: values and rules. Imports the JDK alone.
 */
@NullMarked
package org.ytsize.video;

import org.jspecify.annotations.NullMarked;
