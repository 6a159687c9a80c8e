package org.ytsize.ops;

/**
 * Whether the service has begun. Thread-safe.
 *
 * <p>Payara makes probes before it starts the application, and answers who asks them by then: a balancer does. What that would make first, in place
 * of {@link ServiceStart}, would belong to no application, and the server's threads drop the tasks of such without a word.
 */
final class Begun {
    private volatile boolean begun;

    boolean get() {
        return begun;
    }

    void set() {
        begun = true;
    }
}
