package org.ytsize.it;

/** A browser, and instances whose pages it can open. */
interface PageScene {
    Browser browser();

    /** The address of that path at the service. */
    String at(String path);
}
