package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.settings.ByteSize;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;
import org.ytsize.settings.WorkerSettings;
import org.ytsize.settings.YtDlpSettings;
import org.ytsize.stub.Host;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;
import org.ytsize.video.VideoId;

/** The real yt-dlp, asked about the stub's videos, while its processes die, freeze, and are replaced. */
@Timeout(900)
final class YtDlpIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static StubYouTube youTube;
    private static ExecutorService executor;
    private static ScheduledExecutorService timer;

    @TempDir
    Path directory;

    private Path script;
    private YtDlp ytDlp;

    @BeforeAll
    static void startTheStub() throws Exception {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        executor = Executors.newCachedThreadPool();
        timer = Executors.newScheduledThreadPool(2);
    }

    @AfterAll
    static void stopTheStub() throws Exception {
        youTube.close();
        executor.shutdownNow();
        timer.shutdownNow();
    }

    /** A copy of the host's yt-dlp, which a test may break. */
    @BeforeEach
    void installAndStart() throws IOException {
        script = directory.resolve("yt-dlp");
        CopiedYtDlp.copy(CopiedYtDlp.installed(), script);
        ytDlp = start();
        await().atMost(LONG).until(() -> !ytDlp.stats().mode().equals("starting"));
        assertThat(ytDlp.stats().mode()).as(ytDlp.stats().remark()).isEqualTo("fork-server");
    }

    @AfterEach
    void stopAndCount() {
        List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
        ytDlp.close();
        youTube.asScripted();
        await().atMost(LONG).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void answers_whatYouTubeTells() {
        assertThat(ask("dQw4w9WgXcQ").join()).isInstanceOf(Extraction.Found.class);
        assertThat(ask(Scenario.PRIVATE.videoId()).join())
                .isEqualTo(ask(Scenario.PRIVATE.videoId()).join());
    }

    @Test
    void killedJob_isACrashThatMayBeTriedAgain() throws Exception {
        CompletableFuture<Extraction> job = ask(Scenario.SLOW.videoId());
        youTube.gate().awaitHeld(1, LONG);

        List<ProcessHandle> children = jobs();
        children.forEach(ProcessHandle::destroyForcibly);

        assertThat(kind(job.join())).isEqualTo(FailureKind.TOOL_CRASH);
        await().atMost(LONG).until(() -> children.stream().noneMatch(ProcessHandle::isAlive)); // those that waited, too
        assertThat(ask("dQw4w9WgXcQ").join()).isInstanceOf(Extraction.Found.class);
        assertThat(ytDlp.stats().starts()).isEqualTo(1);
    }

    @Test
    void killedServer_failsWhatItWasDoing_andAnotherAnswersWhatComes() throws Exception {
        CompletableFuture<Extraction> job = ask(Scenario.SLOW.videoId());
        youTube.gate().awaitHeld(1, LONG);
        List<ProcessHandle> orphans = jobs();

        server().destroyForcibly();

        assertThat(kind(job.join())).isEqualTo(FailureKind.TOOL_CRASH);
        assertThat(ask("dQw4w9WgXcQ").join()).isInstanceOf(Extraction.Found.class);
        await().atMost(LONG).until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(ytDlp.stats().starts()).isEqualTo(2);
    }

    @Test
    void frozenServer_isReplaced() throws Exception {
        long frozen = server().pid();
        Host.signal("STOP", frozen);

        assertThat(kind(ask("dQw4w9WgXcQ", Duration.ofSeconds(1)).join()))
                .isIn(FailureKind.TOOL_CRASH, FailureKind.TIMEOUT);

        assertThat(ask("dQw4w9WgXcQ").join()).isInstanceOf(Extraction.Found.class);
        assertThat(ytDlp.stats().serverPid()).isNotEqualTo(frozen);
    }

    @Test
    void silentYouTube_isATimeout_andTheJobIsGone() {
        assertThat(kind(ask(Scenario.SILENT.videoId(), Duration.ofSeconds(2)).join()))
                .isEqualTo(FailureKind.TIMEOUT);
        await().atMost(LONG).until(() -> youTube.tally().connections() == 0);
    }

    @Test
    void replacedOnDisk_changesOver_withoutAFailure() throws Exception {
        Load load = new Load();
        await().atMost(LONG).until(() -> load.answers() > 20);

        CopiedYtDlp.writeVersion(directory, "2099.01.01");

        await().atMost(LONG).until(() -> ytDlp.stats().version().equals("2099.01.01"));
        int before = load.answers();
        await().atMost(LONG).until(() -> load.answers() > before + 20);
        assertThat(load.stopAndTellFailures()).isEmpty();
    }

    /** The second still tells its version, and would run as a program: every job of it would fail. */
    @ParameterizedTest
    @ValueSource(strings = {"yt_dlp/YoutubeDL.py", "yt_dlp/extractor/youtube/__init__.py"})
    void brokenReplacement_changesNothing_untilItIsMended(String file) throws Exception {
        Path main = directory.resolve(file);
        String good = Files.readString(main);
        long starts = ytDlp.stats().starts();
        Load load = new Load();
        Files.writeString(main, "this is no Python\n");
        CopiedYtDlp.writeVersion(directory, "2099.02.02");
        await().atMost(LONG).until(() -> ytDlp.stats().starts() > starts);
        int during = load.answers();
        await().atMost(LONG).until(() -> load.answers() > during + 20);
        Files.writeString(main, good);

        await().atMost(LONG).until(() -> ytDlp.stats().version().equals("2099.02.02"));
        assertThat(load.stopAndTellFailures()).isEmpty();
    }

    @Test
    void missing_isToldAtOnce_untilItIsInstalled() throws Exception {
        ytDlp.close();
        Files.delete(script);
        ytDlp = start();
        await().atMost(LONG).until(() -> !ytDlp.stats().mode().equals("starting"));

        assertThat(kind(ask("dQw4w9WgXcQ").join())).isEqualTo(FailureKind.TOOL_MISSING);
        assertThat(ytDlp.stats().available()).isFalse();
        Files.copy(CopiedYtDlp.installed(), script, StandardCopyOption.COPY_ATTRIBUTES);

        await().atMost(LONG).until(() -> ytDlp.stats().available());
        assertThat(ask("dQw4w9WgXcQ").join()).isInstanceOf(Extraction.Found.class);
    }

    @Test
    void wrapperScript_isRunAnewForEachJob_withTheSameAnswers() throws Exception {
        ytDlp.close();
        Files.move(script, directory.resolve("yt-dlp.py"));
        Files.writeString(script, "#!/bin/sh\nexec \"" + directory + "/yt-dlp.py\" \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        ytDlp = start();
        await().atMost(LONG).until(() -> !ytDlp.stats().mode().equals("starting"));

        assertThat(ytDlp.stats().mode()).isEqualTo("process-per-job");
        assertThat(ytDlp.stats().remark()).isNotEmpty();
        assertThat(ask("dQw4w9WgXcQ").join()).isInstanceOf(Extraction.Found.class);
        assertThat(kind(ask(Scenario.PRIVATE.videoId()).join())).isEqualTo(FailureKind.PRIVATE);
        assertThat(kind(ask(Scenario.SILENT.videoId(), Duration.ofSeconds(4)).join()))
                .isEqualTo(FailureKind.TIMEOUT);
    }

    /** Jobs come and go by the thousand in a day: nothing may be left of any. */
    @Test
    void thousandJobs_leaveNoDescriptorAndNoProcess() throws Exception {
        IntStream.range(0, 20).forEach(i -> ask("warm-up-" + (100 + i)).join());
        long ours = Processes.descriptors();
        long theirs = Processes.descriptors(server().pid());

        for (int batch = 0; batch < 100; batch++) {
            List<CompletableFuture<Extraction>> jobs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                jobs.add(ask("leak" + (1_000_000 + batch * 10 + i)));
            }
            jobs.forEach(job -> assertThat(job.join()).isInstanceOf(Extraction.Found.class));
        }

        // A finished job's child is replaced by a ready one, which has a descriptor or two of its own.
        await().atMost(LONG).until(() -> Processes.descriptors(server().pid()) <= theirs + 2);
        await().atMost(LONG).until(() -> Processes.descriptors() <= ours + 5);
        await().atMost(LONG).until(() -> jobs().size() <= 2 && jobs().stream().noneMatch(Processes::isZombie));
    }

    /** Asks four at a time without end, and remembers what failed. */
    private final class Load {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Extraction> answers = new ArrayList<>();
        private final List<CompletableFuture<Void>> askers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(this::askOnAndOn, executor))
                .toList();

        int answers() {
            synchronized (answers) {
                return answers.size();
            }
        }

        List<String> stopAndTellFailures() {
            stop.set(true);
            askers.forEach(CompletableFuture::join);
            synchronized (answers) {
                return answers.stream()
                        .filter(Extraction.Failed.class::isInstance)
                        .map(Object::toString)
                        .toList();
            }
        }

        private void askOnAndOn() {
            while (!stop.get()) {
                Extraction answer = ask("dQw4w9WgXcQ").join();
                synchronized (answers) {
                    answers.add(answer);
                }
            }
        }
    }

    private YtDlp start() {
        YtDlpSettings settings = new YtDlpSettings(
                script.toString(),
                Duration.ofSeconds(20),
                new ByteSize(10_485_760),
                List.of(egress()),
                Optional.empty(),
                Optional.of(youTube.caFile()),
                Optional.empty());
        Engines engines = new Engines(settings, new WorkerSettings(2, 10), executor);
        return new YtDlp(script.toString(), engines, timer, InstantSource.system());
    }

    private static Egress egress() {
        return new Egress("stub", Optional.of(new Secret(youTube.proxy().toString())));
    }

    private CompletableFuture<Extraction> ask(String video) {
        return ask(video, Duration.ofSeconds(30));
    }

    private CompletableFuture<Extraction> ask(String video, Duration timeout) {
        return ytDlp.extract(new ExtractionJob(
                new VideoId(video), Optional.empty(), ExtractionJob.Clients.SIZES, egress(), timeout));
    }

    private ProcessHandle server() {
        return ProcessHandle.of(ytDlp.stats().serverPid()).orElseThrow();
    }

    private List<ProcessHandle> jobs() {
        return server().children().toList();
    }

    private static FailureKind kind(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        return ((Extraction.Failed) extraction).failure().kind();
    }
}
