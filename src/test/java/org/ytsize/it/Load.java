package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Questions without a pause, each from somebody who has not asked before and on a connection of its own, until it is closed. Thread-safe.
 */
final class Load implements AutoCloseable {
    /** Questions at the same time. */
    static final int THREADS = 6;

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final int port;
    private final List<String> videos;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean ended;

    /** Begins to ask for {@code videos}, one after another, at {@code port} of loopback. */
    Load(int port, List<String> videos) {
        this.port = port;
        this.videos = List.copyOf(videos);
        for (int i = 0; i < THREADS; i++) {
            threads.execute(this::ask);
        }
    }

    /** An address of loopback that nobody has asked from; it is bound to by whoever asks. */
    static String freshAddress() {
        int number = CLIENTS.incrementAndGet();
        return "127." + (64 + number / 62_500) + "." + number / 250 % 250 + "." + (number % 250 + 1);
    }

    /** A question, as it is sent. */
    static String question(String body, String... headers) {
        return "POST /api/v1/size HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n" + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n"
                + body;
    }

    /** How many have had their answer, a 200, so far. */
    private int answered() {
        return answered.get();
    }

    /** Waits until many more have had their answer, and nobody anything else. */
    void goesOn() {
        int before = answered();
        await().atMost(Cluster.LONG).until(() -> answered() > before + 200);
        assertThat(failures()).isEmpty();
    }

    /** What the others had instead. */
    List<String> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    /** The longest that anybody waited for an answer, in seconds, rounded up. */
    long slowestSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(slowestNanos.get()) + 1;
    }

    /** Asks no more, and waits until everybody who has asked has his answer too. */
    void endsWell() {
        close();
        assertThat(failures()).isEmpty();
    }

    /** Asks no more; what was asked gets its answer. */
    @Override
    public void close() {
        ended = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                throw new IllegalStateException("somebody has no answer after 90 s");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        for (int number = 0; !ended; number++) {
            long begun = System.nanoTime();
            String video = videos.get(number % videos.size());
            try (Wire wire = new Wire(freshAddress(), port)) {
                wire.send(question(Caller.question(video)));
                note(wire.answer());
            } catch (IOException broken) {
                fail(broken.toString());
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
    }

    private void note(Optional<Answer> answer) {
        if (answer.filter(any -> any.status() == 200).isPresent()) {
            answered.incrementAndGet();
        } else {
            fail(answer.map(Answer::toString).orElse("no answer"));
        }
    }

    private void fail(String how) {
        synchronized (failures) {
            failures.add(how);
        }
    }
}
