package org.ytsize.ops;

import static org.ytsize.ops.Metric.counter;
import static org.ytsize.ops.Metric.gauge;
import static org.ytsize.ops.Metric.info;

import java.util.List;
import java.util.Map;

/** What the instance tells of itself, and of the processes that it has started. */
final class InstanceMetrics {
    private static final List<String> ENGINE_MODES = List.of("fork-server", "process-per-job", "missing", "starting");

    static final List<Metric> ALL = List.of(
            gauge("ytsize_ready", "1 while requests should be sent here", all -> all.ready() ? 1 : 0),
            gauge(
                    "ytsize_draining",
                    "1 while they should go elsewhere, by an operator's word or since the end is near",
                    all -> all.draining() ? 1 : 0),
            gauge(
                    "ytsize_engine_mode",
                    "1 for the way in which yt-dlp is run",
                    List.of("mode"),
                    all -> Metric.oneOf(ENGINE_MODES, all.extractor().mode())),
            counter(
                    "ytsize_engine_starts_total",
                    "Engines started: 1 as long as none has died or been replaced",
                    all -> all.extractor().starts()),
            counter("ytsize_jobs_total", "Jobs begun", all -> all.extractor().jobs()),
            counter(
                    "ytsize_job_crashes_total",
                    "Jobs whose process ended without an answer",
                    all -> all.extractor().crashes()),
            info(
                    "ytsize_ytdlp_info",
                    "The yt-dlp in use",
                    "version",
                    all -> all.extractor().version()),
            gauge(
                    "ytsize_ytdlp_age_seconds",
                    "Time since the day in yt-dlp's version",
                    List.of(),
                    InstanceMetrics::ytDlpAge),
            gauge(
                    "ytsize_process_tree_resident_bytes",
                    "RAM of the instance's processes; what they share is in each",
                    List.of("process"),
                    InstanceMetrics::memory),
            counter(
                    "ytsize_log_lines_lost_total",
                    "Lines of the log that could not be written, or were not read in time",
                    Readings::lostLogLines),
            info(
                    "ytsize_build_info",
                    "The version that answers carry",
                    "version",
                    all -> all.settings().service().version()));

    private InstanceMetrics() {}

    private static Map<List<String>, Long> ytDlpAge(Readings all) {
        return all.ytDlpAge()
                .map(age -> Map.of(List.<String>of(), age.toSeconds()))
                .orElseGet(Map::of);
    }

    private static Map<List<String>, Long> memory(Readings all) {
        return Map.of(
                List.of("java"), all.processes().java(),
                List.of("fork_server"), all.processes().forkServer(),
                List.of("jobs"), all.processes().jobs());
    }
}
