/** Whether what the project is deployed by fits the service, and itself. */
@NullMarked
package org.ytsize.deploy;

import org.jspecify.annotations.NullMarked;
