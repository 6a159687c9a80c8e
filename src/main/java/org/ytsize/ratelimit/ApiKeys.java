package org.ytsize.ratelimit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ytsize.settings.AccessSettings;
import org.ytsize.settings.ApiKey;
import org.ytsize.settings.ApiKeyFile;
import org.ytsize.settings.Cidr;

/**
 * Who has a key. Thread-safe. The file of keys is read again when it changes; while it makes no sense, what it said
 * before holds.
 */
public final class ApiKeys {
    private static final Logger LOG = Logger.getLogger(ApiKeys.class.getName());

    private final List<ApiKey> always;
    private final Duration window;
    private final InstantSource clock;
    private final ConcurrentMap<String, LongAdder> uses = new ConcurrentHashMap<>();
    /** By digest. Replaced as a whole. */
    private volatile Map<String, ApiKey> keys;
    /** The file that the keys are of. Changed by {@link #check} alone, as is the next. */
    private Seen seen;
    /** What is wrong with the file that is there now, and has been logged; empty for nothing. */
    private String told = "";

    /**
     * @param window of keys that have a limit and say none
     * @param clock tells which keys have expired
     */
    ApiKeys(AccessSettings access, Duration window, InstantSource clock) {
        this.always = access.apiKey().stream().toList();
        this.window = window;
        this.clock = clock;
        // It may have changed since the settings were read: the first check finds out.
        this.seen = access.apiKeyFile().map(file -> Seen.nothingAt(file.path())).orElse(Seen.NOTHING);
        this.keys = byDigest(access.apiKeyFile().map(ApiKeyFile::keys).orElse(List.of()));
    }

    /**
     * Whose key {@code sent} is.
     *
     * @param sent what a caller shows; null for nothing
     * @param address of the caller, written out
     * @return empty where it is nobody's, or not to be used from there or any more
     */
    Optional<ApiKey> find(@Nullable String sent, String address) {
        if (sent == null || keys.isEmpty()) {
            return Optional.empty();
        }
        Optional<ApiKey> key = Optional.ofNullable(keys.get(ApiKey.digestOf(sent)))
                .filter(any -> any.isGood(Cidr.literal(address), clock.instant()));
        key.ifPresent(any ->
                uses.computeIfAbsent(any.name(), unseen -> new LongAdder()).increment());
        return key;
    }

    /** Requests that came with a key, by its name, so far; of keys that are there no more, none. */
    public Map<String, Long> uses() {
        Map<String, Long> sums = new HashMap<>();
        uses.forEach((name, adder) -> sums.put(name, adder.sum()));
        return sums;
    }

    /**
     * Reads the file again, if it has changed since; to be called again and again, by one thread at a time. What cannot
     * be read or makes no sense is tried each time: whose a file is may change, and nothing else of it.
     */
    synchronized void check() {
        Seen now = seen.path().map(Seen::at).orElse(Seen.NOTHING);
        if (now.equals(seen)) {
            told = "";
            return;
        }
        List<String> faults = new ArrayList<>();
        ApiKeyFile file = ApiKeyFile.read(now.path().orElseThrow(), window, faults::add);
        if (faults.isEmpty()) {
            seen = now;
            told = "";
            keys = byDigest(file.keys());
            uses.keySet().retainAll(keys.values().stream().map(ApiKey::name).collect(Collectors.toSet()));
            LOG.log(Level.INFO, "API_KEYS_FILE has {0} keys", file.keys().size());
        } else if (!told.equals(String.join("; ", faults))) {
            told = String.join("; ", faults);
            LOG.log(Level.WARNING, "API_KEYS_FILE has changed and is not used: it {0}", told);
        }
    }

    private Map<String, ApiKey> byDigest(List<ApiKey> ofFile) {
        Map<String, ApiKey> byDigest = new HashMap<>();
        ofFile.forEach(key -> byDigest.put(key.digest(), key));
        always.forEach(key -> byDigest.put(key.digest(), key));
        return Map.copyOf(byDigest);
    }

    /** What tells one state of a file from another; a file that is put in its place is another. */
    private record Seen(Optional<Path> path, Optional<FileTime> changed, long size, Optional<Object> file) {
        static final Seen NOTHING = new Seen(Optional.empty(), Optional.empty(), 0, Optional.empty());

        static Seen at(Path path) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Seen(
                        Optional.of(path),
                        Optional.of(attributes.lastModifiedTime()),
                        attributes.size(),
                        Optional.ofNullable(attributes.fileKey()));
            } catch (IOException gone) {
                return nothingAt(path);
            }
        }

        static Seen nothingAt(Path path) {
            return new Seen(Optional.of(path), Optional.empty(), 0, Optional.empty());
        }
    }
}
