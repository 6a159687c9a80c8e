package org.ytsize.it;

import org.ytsize.stub.StubYouTube;

/** What the groups of promises have in common: somebody to ask. A test class keeps them by implementing the groups. */
interface Promises {
    /** Talks with the instance whose promises are tried. */
    Caller service();

    /** What that instance takes for YouTube. */
    StubYouTube stub();
}
