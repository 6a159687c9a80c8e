package org.ytsize.ops;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends new work elsewhere: for as long as an operator says so, or for good before the process ends. Either way requests are still answered, those in flight
 * and those that come before the balancers have noticed. Thread-safe.
 */
final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class.getName());
    /** Longer than any request may take; the server then needs some seconds of the 40 that whoever stops the process gives it. */
    private static final Duration PATIENCE = Duration.ofSeconds(35);

    private static final long LOOK_EVERY_MILLIS = 50;
    /** Looks in a row without a question, after which no more are on their way. */
    private static final int QUIET_LOOKS = 10;

    private final RequestRecorder requests;
    private final Checkers checkers;
    private final LongSupplier ticker;
    /** Changed under the object's lock. */
    private volatile State state = State.SERVING;

    private enum State {
        SERVING("serving"),
        DRAINING("draining"),
        ENDING("ending");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    /** @param ticker nanoseconds of a monotonic clock */
    Drain(RequestRecorder requests, Checkers checkers, LongSupplier ticker) {
        this.requests = requests;
        this.checkers = checkers;
        this.ticker = ticker;
    }

    /** Whether new work should go elsewhere. */
    boolean isDraining() {
        return state != State.SERVING;
    }

    /** What it is doing now, and how many requests are in flight. */
    String state() {
        return state.word + ", requests in flight: " + requests.inFlight();
    }

    /** Sends new work elsewhere; returns the {@link #state()}. */
    synchronized String begin() {
        if (state == State.SERVING) {
            state = State.DRAINING;
            LOG.log(Level.INFO, "draining by an operator''s word, {0} requests in flight", requests.inFlight());
        }
        return state();
    }

    /** Takes new work again, unless the process is about to end; returns the {@link #state()}. */
    synchronized String takeBack() {
        if (state == State.DRAINING) {
            state = State.SERVING;
            LOG.info("serving again by an operator's word");
        }
        return state();
    }

    /** Drains on SIGTERM and SIGINT, and ends. Payara Micro by itself cuts what is in flight two seconds after either. */
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
        Object end = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    end(name);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), end);
    }

    private synchronized void end(String signal) {
        if (state != State.ENDING) {
            state = State.ENDING;
            new Thread(() -> drainAndExit(signal), "drain").start();
        }
    }

    private void drainAndExit(String signal) {
        LOG.log(Level.INFO, "SIG{0}: draining, {1} requests in flight", new Object[] {signal, requests.inFlight()});
        try {
            awaitEnd();
        } catch (InterruptedException stop) {
            LOG.info("draining was interrupted");
        }
        LOG.log(Level.INFO, "drained, {0} requests left", requests.inFlight());
        System.exit(0);
    }

    /** Waits until nobody is left to be served, or for as long as it may. */
    void awaitEnd() throws InterruptedException {
        long begun = ticker.getAsLong();
        long questions = requests.questions();
        int quiet = requests.inFlight() == 0 && checkers.allKnow() ? QUIET_LOOKS : 0;
        while (quiet < QUIET_LOOKS && ticker.getAsLong() - begun < PATIENCE.toNanos()) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            boolean idle = requests.inFlight() == 0 && requests.questions() == questions && checkers.allKnow();
            quiet = idle ? quiet + 1 : 0;
            questions = requests.questions();
        }
    }
}
