package org.ytsize.stub;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what has been asked of the stub. Thread-safe. */
public final class Tally {
    private record Question(String videoId, String path) {}

    private final Map<Question, LongAdder> questions = new ConcurrentHashMap<>();
    private final Set<String> strangers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** Requests of every kind. */
    public long requests() {
        return questions.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Requests for one video, by whatever path. */
    public long requests(String videoId) {
        return questions.entrySet().stream()
                .filter(entry -> entry.getKey().videoId().equals(videoId))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** Requests for one video by one path, such as {@code /watch} or {@code /youtubei/v1/player}. */
    public long requests(String videoId, String path) {
        LongAdder count = questions.get(new Question(videoId, path));
        return count == null ? 0 : count.sum();
    }

    /** The videos that were asked for. */
    public Set<String> videos() {
        return questions.keySet().stream().map(Question::videoId).collect(Collectors.toSet());
    }

    /** Connections that are open now. */
    public int connections() {
        return connections.get();
    }

    /** Hosts that are not YouTube's and that somebody wanted to reach; they were refused. */
    public Set<String> strangers() {
        return new TreeSet<>(strangers);
    }

    /** Forgets everything but the connections that are open. */
    public void reset() {
        questions.clear();
        strangers.clear();
    }

    void asked(Request request) {
        questions
                .computeIfAbsent(new Question(request.videoId(), request.path()), question -> new LongAdder())
                .increment();
    }

    void stranger(String host) {
        strangers.add(host);
    }

    void connected() {
        connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }
}
