package org.ytsize.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.ytsize.cluster.ClusterReport;
import org.ytsize.cluster.ClusterStats;
import org.ytsize.cluster.SharedReports;

/**
 * What all instances tell of themselves, put together; and what this one tells the others. Thread-safe; never blocks.
 *
 * <p>The reports of others are some seconds old, and gone soon after their instances. Whoever asks within a second of somebody else is told the same:
 * anybody may ask, as often as he likes, and it costs a call to each member of the cluster.
 */
final class ClusterStatus implements ClusterReport {
    /** Grows with each change of the reports, so that two releases can run side by side. */
    static final int SCHEMA = 1;

    static final Duration TELL_EVERY = Duration.ofSeconds(10);
    /** Somewhat more than three of those: one or two that are late or lost take nobody from the page. */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(35);

    private static final long TOLD_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = Logger.getLogger(ClusterStatus.class.getName());
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private final Supplier<Readings> readings;
    private final History history;
    private final SharedReports reports;
    private final InstantSource clock;
    private final LongSupplier ticker;
    /** Of several who find it too old, each replaces it with what is new. */
    private volatile @Nullable Told last;

    private record Told(long nanos, CompletionStage<JsonObject> status) {}

    /** @param ticker nanoseconds of a monotonic clock */
    ClusterStatus(
            Supplier<Readings> readings,
            History history,
            SharedReports reports,
            InstantSource clock,
            LongSupplier ticker) {
        this.readings = readings;
        this.history = history;
        this.reports = reports;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Takes note of how things are, and tells the others; to be called every {@link #TELL_EVERY}. Never fails. */
    void tell() {
        try {
            Readings now = readings.get();
            history.note(now);
            reports.put(own(now).toString().getBytes(UTF_8), TIME_TO_LIVE);
        } catch (RuntimeException unexpected) {
            LOG.log(Level.WARNING, "nobody is told how this instance is doing", unexpected);
        }
    }

    @Override
    public CompletionStage<JsonObject> now() {
        Told known = last;
        long nanos = ticker.getAsLong();
        if (known != null && nanos - known.nanos() < TOLD_AGAIN_NANOS) {
            return known.status();
        }
        Readings now = readings.get();
        JsonObject own = own(now);
        CompletionStage<JsonObject> status = reports.others().thenApply(others -> all(own, others, now.cluster()));
        last = new Told(nanos, status);
        return status;
    }

    private JsonObject own(Readings now) {
        return InstanceReport.of(now, history.intervals());
    }

    private JsonObject all(JsonObject own, List<byte[]> others, ClusterStats cluster) {
        List<JsonObject> instances = new ArrayList<>(List.of(own));
        others.stream().map(ClusterStatus::read).flatMap(Optional::stream).forEach(instances::add);
        instances.sort(Comparator.comparing(instance -> instance.getString("name")));
        JsonArrayBuilder told = Reports.BUILDERS.createArrayBuilder();
        instances.forEach(told::add);
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("ok", true)
                .add("timestamp", clock.instant().toString())
                .add("complete", instances.size() >= cluster.members())
                .add("answeredBy", own.getString("name"))
                .add("cluster", ClusterTotals.of(instances, cluster.members()).add("clustered", cluster.clustered()))
                .add("instances", told)
                .build();
    }

    /** Empty where it makes no sense. */
    private static Optional<JsonObject> read(byte[] report) {
        try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(report))) {
            JsonObject instance = reader.readObject();
            ClusterTotals.of(List.of(instance), 1); // which has all that is added up, or fails
            return Optional.of(instance);
        } catch (JsonException | ClassCastException | NullPointerException senseless) {
            LOG.log(Level.WARNING, "another instance has told what makes no sense: {0}", senseless.toString());
            return Optional.empty();
        }
    }
}
