package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;

/** What an instance with default settings tells a scraper. */
interface ScrapedMetrics extends Promises {
    Pattern SAMPLE = Pattern.compile("(\\w+(?:\\{.*})?) (\\S+)");
    Pattern LABEL = Pattern.compile("\\w+=\"[^\"]*\"");
    /** As Prometheus 2.42 and 3.5 send it, the latter also where it is to take native histograms. */
    List<String> SCRAPERS = List.of(
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1");

    @Test
    default void scraper_getsTheFormItPrefers() {
        for (String accept : SCRAPERS) {
            Answer answer = scrape(accept);

            assertThat(answer.header("Content-Type"))
                    .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(answer.body()).endsWith("# EOF\n");
        }
        Answer plain = scrape("text/plain");
        assertThat(plain.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.header("Cache-Control")).isEqualTo("no-store");
        assertThat(plain.body()).contains("# TYPE ytsize_http_requests_total counter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "text/html,application/xhtml+xml,*/*;q=0.8",
                "application/vnd.google.protobuf,*/*;q=0.1",
                "image/avif,application/json;q=0.9,text/plain;q=0.8",
                "application/xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5",
                "application/json,text/plain;q=0.9"
            })
    default void everybodyElse_getsJson(String accept) {
        assertThat(scrape(accept).json().getBoolean("ok")).isTrue();
    }

    @Test
    default void scraper_seesWhatHappens() {
        Map<String, Double> before = samples(scrape("text/plain"));

        service().size("scraped-one").is(200);
        service().size("scraped-one").is(200);
        service().post("{}").is(400);
        service().get("/nowhere/at/all").is(404);
        service().send("DELETE", "/health", "").is(405);
        service().send("OPTIONS", "/health", "");

        Map<String, Double> after = samples(scrape("text/plain"));
        assertThat(moved(before, after, "ytsize_http_requests_total{route=\"/api/v1/size\",status=\"200\"}"))
                .isEqualTo(2);
        assertThat(moved(before, after, "ytsize_http_requests_total{route=\"/api/v1/size\",status=\"400\"}"))
                .isEqualTo(1);
        assertThat(moved(before, after, "ytsize_http_requests_total{route=\"/api/v1/metrics\",status=\"200\"}"))
                .isEqualTo(1);
        for (int status : new int[] {404, 405, 204}) {
            assertThat(moved(before, after, "ytsize_http_requests_total{route=\"other\",status=\"" + status + "\"}"))
                    .isEqualTo(1);
        }
        assertThat(moved(before, after, "ytsize_http_request_duration_seconds_count{route=\"/api/v1/size\"}"))
                .isEqualTo(3);
        assertThat(moved(before, after, "ytsize_question_duration_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(2);
        assertThat(moved(before, after, "ytsize_answers_total{origin=\"hit\"}")).isEqualTo(1);
        assertThat(moved(before, after, "ytsize_lookup_attempts_total")).isEqualTo(1);
        assertThat(moved(before, after, "ytsize_rate_limit_decisions_total{decision=\"allowed\",source=\"local\"}"))
                .isEqualTo(3);
        assertThat(after)
                .containsEntry("ytsize_ready", 1.0)
                .containsEntry("ytsize_engine_mode{mode=\"fork-server\"}", 1.0)
                .containsEntry("ytsize_workers_max", 10.0)
                .hasEntrySatisfying(
                        "ytsize_process_tree_resident_bytes{process=\"java\"}",
                        bytes -> assertThat(bytes).isGreaterThan(1e8))
                .hasEntrySatisfying(
                        "ytsize_process_tree_resident_bytes{process=\"fork_server\"}",
                        bytes -> assertThat(bytes).isGreaterThan(1e7))
                .hasEntrySatisfying(
                        "ytsize_process_tree_resident_bytes{process=\"jobs\"}",
                        bytes -> assertThat(bytes).isGreaterThan(1e6))
                .hasEntrySatisfying(
                        "ytsize_ytdlp_age_seconds",
                        seconds -> assertThat(seconds).isPositive());
    }

    @Test
    default void text_tellsOfNobody_andStaysSmall() throws IOException {
        service().size(Scenario.PLAIN.videoId()).is(200);

        String text = scrape("text/plain").body();

        assertThat(text).doesNotContain(Scenario.PLAIN.videoId()).doesNotContainPattern("(?i)client=|address=");
        assertThat(text.length()).isLessThan(200_000);
        String catalogue = Files.readString(Path.of(System.getProperty("basedir", "."), "docs", "metrics.md"));
        text.lines()
                .filter(line -> line.startsWith("# TYPE ytsize_"))
                .forEach(line -> assertThat(catalogue).contains('`' + line.split(" ", -1)[2] + '`'));
    }

    @Test
    default void jvm_isWatchedToo() {
        Map<String, Double> samples = samples(scrape("text/plain"));

        assertThat(samples.keySet())
                .anyMatch(name -> name.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .contains(
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_uptime_seconds",
                        "process_files_open_files");
    }

    @Test
    default void platform_hasTheSameNumbers_butForTimings() {
        service().size("on-platform").is(200);

        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Set<String> told = series(scrape("text/plain").body());
            told.removeIf(name -> name.contains("_duration_seconds_"));
            assertThat(series(pageOfTheServer("metrics?scope=application"))).isEqualTo(told);
            assertThat(told)
                    .anyMatch(name -> name.startsWith("ytsize_lookups_total[") && name.endsWith("outcome=\"ok\"]"))
                    .contains("ytsize_ytdlp_age_seconds[]");
        });
        // Some servers end the list of labels with a comma.
        assertThat(pageOfTheServer("metrics?scope=application"))
                .containsPattern("ytsize_workers_max\\{mp_scope=\"application\",?} 10\\.0");
    }

    /** The service's own, each by its name and labels. */
    private static Set<String> series(String text) {
        return text.lines()
                .filter(line -> line.startsWith("ytsize_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .map(series -> series.replaceFirst("\\{.*", "") + labels(series))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> labels(String series) {
        return LABEL.matcher(series)
                .results()
                .map(MatchResult::group)
                .filter(label -> !label.startsWith("mp_scope="))
                .sorted()
                .toList();
    }

    private Answer scrape(String accept) {
        return text("/api/v1/metrics", "Accept", accept);
    }

    private Answer text(String path, String... headers) {
        Answer answer = service().get(path, headers);
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static Map<String, Double> samples(Answer text) {
        Map<String, Double> samples = new TreeMap<>();
        text.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            samples.put(sample.group(1), Double.valueOf(sample.group(2).replace("+Inf", "Infinity")));
        });
        return samples;
    }

    private static double moved(Map<String, Double> before, Map<String, Double> after, String name) {
        assertThat(after).containsKey(name);
        return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }
}
