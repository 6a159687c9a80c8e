package org.ytsize.ops;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends the instance without cutting anybody off: tells the balancer not to send any more, lets the requests in flight finish, and only then lets the
 * process end. Thread-safe.
 */
final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class.getName());
    /** Longer than any request may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(36);

    private static final long LOOK_EVERY_MILLIS = 50;

    private final RequestRecorder requests;
    private final AtomicBoolean begun = new AtomicBoolean();

    Drain(RequestRecorder requests) {
        this.requests = requests;
    }

    /** Whether new work should go elsewhere. */
    boolean isDraining() {
        return begun.get();
    }

    /** Drains on SIGTERM and SIGINT. Payara Micro by itself cuts what is in flight two seconds after either. */
    void onSignals() {
        try {
            for (String name : new String[] {"TERM", "INT"}) {
                onSignal(name);
            }
        } catch (ReflectiveOperationException elsewhere) {
            LOG.log(Level.WARNING, "this JVM does not tell of signals: stopping it cuts what is in flight", elsewhere);
        }
    }

    /**
     * Only {@code sun.misc.Signal} (module jdk.unsupported) is told before the shutdown hooks, the server's among them, run. It is reached by
     * reflection, since the compiler hides it from code that is built for a release of Java.
     */
    private void onSignal(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object begin = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    begin(name);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), begin);
    }

    private void begin(String signal) {
        if (begun.compareAndSet(false, true)) {
            new Thread(() -> drainAndExit(signal), "drain").start();
        }
    }

    private void drainAndExit(String signal) {
        LOG.log(Level.INFO, "SIG{0}: draining, {1} requests in flight", new Object[] {signal, requests.inFlight()});
        try {
            for (long waited = 0; waited < PATIENCE.toMillis() && requests.inFlight() > 0; ) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                waited += LOOK_EVERY_MILLIS;
            }
        } catch (InterruptedException stop) {
            LOG.info("draining was interrupted");
        }
        LOG.log(Level.INFO, "drained, {0} requests left", requests.inFlight());
        System.exit(0);
    }
}
