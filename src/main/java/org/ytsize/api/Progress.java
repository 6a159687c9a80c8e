package org.ytsize.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.ytsize.sizing.SizeAnswer;

/**
 * Tells one caller how a lookup goes, in server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). Thread-safe: its lock guards what was
 * told last, and is held while that is sent, so that nothing comes after the end.
 */
final class Progress {
    /** The id of a stream's last event, whatever became of the lookup; no other has one. */
    static final String LAST_ID = "end";

    private static final long LOOK_EVERY_MILLIS = 250;
    /** Less than what proxies wait for, so that they do not take the silence for the end. */
    private static final int LOOKS_PER_HEARTBEAT = 20;

    private static final int NOTHING_TOLD = -1;

    private final StreamedBody pieces;
    private final IntSupplier place;
    private final VideoAnswer form;
    private final Executor executor;
    private int told = NOTHING_TOLD;
    private int quiet;

    /**
     * @param place of the lookup in the queue, zero where it does not wait
     * @param executor tells all of it
     */
    Progress(StreamedBody pieces, IntSupplier place, VideoAnswer form, Executor executor) {
        this.pieces = pieces;
        this.place = place;
        this.form = form;
        this.executor = executor;
    }

    /** Tells of it until {@code answer} is there, or the caller has gone. What is known already is told at once, and nothing before it. */
    void of(CompletableFuture<SizeAnswer> answer) {
        var unused = answer.thenApplyAsync(this::outcome, executor)
                .exceptionallyAsync(this::fault, executor)
                .thenAccept(this::end)
                // Such as where the server ends and takes no more tasks: nobody is to wait for the rest.
                .whenComplete((told, broken) -> pieces.end());
        look();
    }

    private void look() {
        Executor later = CompletableFuture.delayedExecutor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS, executor);
        var unused = CompletableFuture.runAsync(this::tellPlace, later);
    }

    private synchronized void tellPlace() {
        if (pieces.hasEnded()) {
            return;
        }
        int now = place.getAsInt();
        quiet++;
        if (now != told) {
            tell(now == 0 ? event("looking", "{}") : event("queued", "{\"position\":" + now + "}"));
            told = now;
        } else if (quiet >= LOOKS_PER_HEARTBEAT) {
            tell(": still here\n\n");
        }
        look();
    }

    private void tell(String text) {
        pieces.write(text);
        quiet = 0;
    }

    private String outcome(SizeAnswer answer) {
        return event(answer instanceof SizeAnswer.Sizes ? "done" : "failed", form.text(answer));
    }

    private String fault(Throwable fault) {
        pieces.failed(fault);
        return event("failed", form.internalError());
    }

    private synchronized void end(String event) {
        pieces.write("id: " + LAST_ID + "\n" + event);
        pieces.end();
    }

    /** @param data without line breaks, as JSON is */
    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
