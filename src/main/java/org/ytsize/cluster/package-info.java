/** What the instances of a cluster have in common. */
@NullMarked
package org.ytsize.cluster;

import org.jspecify.annotations.NullMarked;
