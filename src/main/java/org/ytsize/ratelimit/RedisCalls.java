package org.ytsize.ratelimit;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ytsize.settings.RateLimitSettings;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Asks Redis for all who want to know whether they may go ahead: a few threads, each of which sends at once what has
 * come while its last answers were under way (Redis documentation, "Redis pipelining"). Thread-safe.
 *
 * <p>A caller waits for his own answer and for nothing else. What a connection that broke takes to be closed or
 * replaced, with TLS some time-outs, is the threads' time.
 */
final class RedisCalls implements AutoCloseable {
    /** Far more than wait where Redis keeps up, and few enough for the last to have an answer within the time-out. */
    private static final int AT_ONCE = 100;

    /** Wakes whoever waits for one, and is never sent. */
    private static final Call NONE = new Call(
            new Client("", new RateLimitSettings(Duration.ofSeconds(1), 1)),
            "",
            CompletableFuture.completedFuture(Optional.empty()));

    private final RedisConnections redis;
    private final boolean together;
    private final Duration timeout;
    private final BlockingQueue<Call> waiting = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /**
     * Is ready to ask.
     *
     * @param together whether calls of several clients may be sent together: a cluster's nodes are asked for one at a
     *     time by each thread
     * @param timeout for which a caller waits
     * @param threads number of tasks that it gives to {@code executor}, each until it is closed
     */
    RedisCalls(RedisConnections redis, boolean together, Duration timeout, int threads, Executor executor) {
        this.redis = redis;
        this.together = together;
        this.timeout = timeout;
        for (int i = 0; i < threads; i++) {
            executor.execute(this::serve);
        }
    }

    /**
     * Counts the request {@code id} of {@code client}, if it is allowed.
     *
     * @return empty where it was dropped before it was sent
     * @throws JedisException if Redis did not do so, or has not said that it did within the time-out
     */
    Optional<Decision> take(Client client, String id) {
        Call call = new Call(client, id, new CompletableFuture<>());
        waiting.add(call);
        try {
            return call.answer().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            call.answer().cancel(false);
            throw new JedisConnectionException(
                    new SocketTimeoutException("no answer in " + timeout.toMillis() + " ms"));
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof JedisException failure ? failure : new JedisException(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            call.answer().cancel(false);
            return Optional.empty();
        }
    }

    /** Sends nothing of what waits to be sent. */
    void drop() {
        List<Call> dropped = new ArrayList<>();
        waiting.drainTo(dropped);
        dropped.forEach(call -> call.answer().complete(Optional.empty()));
        if (closed) {
            waiting.add(NONE);
        }
    }

    /** Ends its threads, each after what it has sent. */
    @Override
    public void close() {
        closed = true;
        drop();
    }

    private void serve() {
        List<Call> calls = new ArrayList<>(AT_ONCE);
        try {
            while (!closed) {
                calls.add(waiting.take());
                if (together) {
                    waiting.drainTo(calls, AT_ONCE - 1);
                }
                calls.removeIf(Call::isOver);
                serve(calls);
                calls.clear();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        waiting.add(NONE); // for the next thread
    }

    private void serve(List<Call> calls) {
        try {
            if (calls.size() > 1) {
                sendTogether(calls);
            } else {
                for (Call call : calls) {
                    call.answer().complete(Optional.of(TakeScript.run(redis.client(), call.client(), call.id())));
                }
            }
        } catch (RuntimeException | Error failure) { // whoever waits has to hear of it, whatever it is
            calls.forEach(call -> call.answer().completeExceptionally(failure));
        }
    }

    /**
     * Where Redis has forgotten the script, one call teaches it, and the others that it has not run are sent once more.
     */
    private void sendTogether(List<Call> calls) {
        List<Call> notRun = pipeline(calls);
        if (!notRun.isEmpty()) {
            Call first = notRun.remove(0);
            first.answer().complete(Optional.of(TakeScript.teach(redis.client(), first.client(), first.id())));
            notRun.removeIf(Call::isOver);
            JedisException forgetful = new JedisNoScriptException("the script was forgotten twice");
            pipeline(notRun).forEach(call -> call.answer().completeExceptionally(forgetful));
        }
    }

    /**
     * Sends them in one go, and ends those that have come to an end: the others Redis has not run, for want of the
     * script.
     */
    private List<Call> pipeline(List<Call> calls) {
        List<Response<Object>> replies = new ArrayList<>(calls.size());
        try (AbstractPipeline pipeline = redis.client().pipelined()) {
            calls.forEach(call -> replies.add(TakeScript.send(pipeline, call.client(), call.id())));
        }
        List<Call> notRun = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            if (!calls.get(i).read(replies.get(i))) {
                notRun.add(calls.get(i));
            }
        }
        return notRun;
    }

    private record Call(Client client, String id, CompletableFuture<Optional<Decision>> answer) {

        /** Whether nobody waits for it any more. */
        boolean isOver() {
            return answer.isDone();
        }

        /**
         * What Redis says to one is nothing to the others.
         *
         * @return false where it did not know the script
         */
        boolean read(Response<Object> reply) {
            try {
                answer.complete(Optional.of(TakeScript.read(reply, client)));
            } catch (JedisNoScriptException unknown) {
                return false;
            } catch (JedisException failure) {
                answer.completeExceptionally(failure);
            }
            return true;
        }
    }
}
