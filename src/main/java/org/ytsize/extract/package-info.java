/** Getting metadata out of yt-dlp: its installation, the fork server, the protocol between the two, and the ways it fails. */
@NullMarked
package org.ytsize.extract;

import org.jspecify.annotations.NullMarked;
