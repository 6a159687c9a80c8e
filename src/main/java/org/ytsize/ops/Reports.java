package org.ytsize.ops;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import org.ytsize.extract.ExtractorStats;
import org.ytsize.settings.Settings;
import org.ytsize.sizing.SizingStats;

/** The parts that health and metrics have in common. */
final class Reports {
    static final String JSON = "application/json; charset=utf-8";

    private Reports() {}

    static JsonObjectBuilder processMemory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        return Json.createObjectBuilder()
                .add("rss", HostFacts.residentBytes())
                .add("heapTotal", heap.getCommitted())
                .add("heapUsed", heap.getUsed())
                .add("external", other.getUsed());
    }

    static JsonObjectBuilder workerPool(Settings settings, SizingStats sizing, ExtractorStats extractor) {
        int ready = extractor.available() ? settings.workers().min() : 0;
        return Json.createObjectBuilder()
                .add("totalWorkers", ready + sizing.running())
                .add("activeWorkers", sizing.running())
                .add("idleWorkers", ready)
                .add("queueLength", sizing.waiting())
                .add("queuedTasks", sizing.waiting())
                .add("activeTasks", sizing.running())
                .add("totalTasks", sizing.started())
                .add("completedTasks", sizing.completed())
                .add("failedTasks", sizing.failed())
                .add("retries", sizing.retries())
                .add("rejectedTasks", sizing.rejected())
                .add("meanDurationMs", sizing.meanDuration().toMillis())
                .add("mode", extractor.mode())
                .add("remark", extractor.remark())
                .add("crashes", extractor.crashes())
                .add("starts", extractor.starts())
                .add(
                        "config",
                        Json.createObjectBuilder()
                                .add("minWorkers", settings.workers().min())
                                .add("maxWorkers", settings.workers().max())
                                .add("taskTimeout", settings.ytDlp().timeout().toMillis()));
    }

    static JsonArrayBuilder loadAverage() {
        JsonArrayBuilder load = Json.createArrayBuilder();
        HostFacts.loadAverage().forEach(load::add);
        return load;
    }
}
