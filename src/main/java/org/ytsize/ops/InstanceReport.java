package org.ytsize.ops;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Function;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.ratelimit.LimiterStats;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.BreakerStats;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.SizingStats;

/** What an instance tells of itself for the status page: nothing that says who asked for what, and no address, path or secret. */
final class InstanceReport {
    private InstanceReport() {}

    /** The name that the instance goes by: its host's, and its port. */
    static String name(Settings settings) {
        return HostFacts.hostName() + ":" + settings.service().port();
    }

    static JsonObject of(Readings now, List<Interval> hour) {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("name", name(now.settings()))
                .add("version", now.settings().service().version())
                .add("uptimeSeconds", HostFacts.uptimeSeconds())
                .add("ready", now.ready())
                .add("draining", now.draining())
                .add("ytDlp", ytDlp(now.extractor()))
                .add("workers", workers(now))
                .add("queue", queue(now.lookups()))
                .add("breaker", breaker(now.lookups().breaker()))
                .add("limiter", limiter(now.limiter()))
                .add("members", now.cluster().members())
                .add("memory", memory(now.processes()))
                .add("sinceStart", sinceStart(now))
                .add("lastHour", lastHour(hour))
                .build();
    }

    private static JsonObjectBuilder ytDlp(ExtractorStats extractor) {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("version", extractor.version())
                .add("mode", extractor.mode())
                .add("remark", Reports.remark(extractor));
    }

    private static JsonObjectBuilder workers(Readings now) {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("busy", now.lookups().running())
                .add("idle", now.extractor().ready())
                .add("max", now.settings().workers().max());
    }

    private static JsonObjectBuilder queue(SizingStats lookups) {
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("waiting", lookups.waiting())
                .add("max", lookups.maxWaiting());
    }

    private static JsonObjectBuilder breaker(BreakerStats breaker) {
        JsonObjectBuilder body = Reports.BUILDERS
                .createObjectBuilder()
                .add("state", breaker.state())
                .add("egresses", breaker.egresses().size())
                .add(
                        "closedEgresses",
                        breaker.egresses().stream()
                                .filter(egress -> egress.state().equals("closed"))
                                .count());
        breaker.cause().ifPresentOrElse(code -> body.add("cause", code), () -> body.addNull("cause"));
        return body;
    }

    private static JsonObjectBuilder limiter(LimiterStats limiter) {
        boolean trouble = limiter.redis().isPresent() && !Reports.redisAnswers(limiter);
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("mode", limiter.mode().word())
                .add("redisTrouble", trouble);
    }

    private static JsonObjectBuilder memory(ProcessTree processes) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("heapUsed", heap.getUsed())
                .add("heapMax", Math.max(heap.getMax(), 0))
                .add("resident", processes.java())
                .add("children", processes.forkServer() + processes.jobs());
    }

    private static JsonObjectBuilder sinceStart(Readings now) {
        JsonObjectBuilder answers = Reports.BUILDERS.createObjectBuilder();
        for (Origin.Kind kind : Origin.Kind.values()) {
            answers.add(kind.word(), now.answers(kind));
        }
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("questions", now.questions())
                .add("answers", answers)
                .add("refused", now.refused())
                .add("failed", now.failed());
    }

    /** As columns, since whoever draws it wants those, and they are a third as long. */
    private static JsonObjectBuilder lastHour(List<Interval> hour) {
        JsonObjectBuilder answers = Reports.BUILDERS.createObjectBuilder();
        for (Origin.Kind kind : Origin.Kind.values()) {
            answers.add(kind.word(), longs(hour, interval -> interval.answers().getOrDefault(kind, 0L)));
        }
        JsonArrayBuilder breakers = Reports.BUILDERS.createArrayBuilder();
        hour.forEach(interval -> breakers.add(interval.breaker()));
        JsonArrayBuilder p95 = Reports.BUILDERS.createArrayBuilder();
        hour.forEach(interval -> p95.add(Math.round(interval.p95Millis() * 100) / 100.0));
        return Reports.BUILDERS
                .createObjectBuilder()
                .add("end", longs(hour, interval -> interval.end().getEpochSecond()))
                .add("seconds", longs(hour, interval -> interval.length().toSeconds()))
                .add("questions", longs(hour, Interval::questions))
                .add("answers", answers)
                .add("refused", longs(hour, Interval::refused))
                .add("failed", longs(hour, Interval::failed))
                .add("p95Ms", p95)
                .add("waiting", longs(hour, interval -> (long) interval.waiting()))
                .add("running", longs(hour, interval -> (long) interval.running()))
                .add("breaker", breakers);
    }

    private static JsonArrayBuilder longs(List<Interval> hour, Function<Interval, Long> column) {
        JsonArrayBuilder values = Reports.BUILDERS.createArrayBuilder();
        hour.forEach(interval -> values.add(column.apply(interval)));
        return values;
    }
}
