package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** What users notice of dying processes, full queues, wrong settings and a stop: as little as can be. */
@Timeout(300)
final class FaultIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Map<String, String> UNLIMITED = Map.of("RATE_LIMIT_MAX_REQUESTS", "100000");

    private static StubYouTube youTube;

    @BeforeAll
    static void startTheStub() throws Exception {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
    }

    @AfterAll
    static void stopTheStub() {
        youTube.close();
    }

    @AfterEach
    void shutTheGate() {
        youTube.gate().shut();
    }

    @Test
    void wrongSettings_endTheProcess_withAllOfThemInItsLastLine() throws Exception {
        Map<String, String> wrong = Map.of(
                "MIN_WORKERS", "20",
                "MAX_WORKERS", "3",
                "LOG_LEVEL", "loud",
                "REQUIRE_AUTH", "true",
                "API_KEY", "tooshort",
                "YTDLP_TIMEOUT", "soon");
        try (Instance instance = Instance.launch(wrong)) {
            assertThat(instance.awaitExit()).isEqualTo(78);

            List<String> lines = instance.logText().lines().toList();
            assertThat(lines.get(lines.size() - 1))
                    .startsWith("ytsize does not start: invalid settings: ")
                    .contains("MIN_WORKERS", "LOG_LEVEL", "API_KEY", "YTDLP_TIMEOUT")
                    .doesNotContain("tooshort");
        }
    }

    @Test
    void killedJob_andKilledServer_costTheCallerNothingButTime() throws Exception {
        try (Instance instance = Instance.start(youTube, UNLIMITED)) {
            CompletableFuture<Answer> answer = ask(instance, Scenario.SLOW.videoId());
            youTube.gate().awaitHeld(1, LONG);
            forkServer(instance).children().forEach(ProcessHandle::destroyForcibly);
            await().atMost(LONG).until(() -> youTube.gate().held() == 0);
            youTube.gate().awaitHeld(1, LONG);
            forkServer(instance).destroyForcibly();
            await().atMost(LONG).until(() -> youTube.gate().held() == 0);
            youTube.gate().awaitHeld(1, LONG);
            youTube.gate().open();

            assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
        }
    }

    @Test
    void killedJava_leavesNothingBehind() throws Exception {
        try (Instance instance = Instance.start(youTube, UNLIMITED)) {
            CompletableFuture<Answer> answer = ask(instance, Scenario.SLOW.videoId());
            youTube.gate().awaitHeld(1, LONG);
            List<ProcessHandle> below = instance.process().descendants().toList();
            assertThat(below).hasSizeGreaterThanOrEqualTo(2);

            instance.process().destroyForcibly();

            await().atMost(LONG).until(() -> below.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(answer.handle((got, cut) -> cut != null).get()).isTrue();
        }
    }

    @Test
    void stop_letsRequestsInFlightFinish_andTellsTheBalancerMeanwhile() throws Exception {
        try (Instance instance = Instance.start(youTube, UNLIMITED)) {
            CompletableFuture<Answer> answer = ask(instance, Scenario.SLOW.videoId());
            youTube.gate().awaitHeld(1, LONG);
            List<ProcessHandle> below = instance.process().descendants().toList();

            instance.process().destroy();

            await().atMost(LONG).until(() -> health(instance).status() == 503);
            assertThat(health(instance).body()).contains("\"draining\":true", "\"ok\":false");
            youTube.gate().open();
            assertThat(answer.get().status()).isEqualTo(200);
            assertThat(instance.awaitExit()).isZero();
            await().atMost(LONG).until(() -> below.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void fullQueue_turnsAwayAtOnce_andServesWhoeverWaits() throws Exception {
        Map<String, String> fourWorkers =
                Map.of("RATE_LIMIT_MAX_REQUESTS", "100000", "MIN_WORKERS", "4", "MAX_WORKERS", "4");
        try (Instance instance = Instance.start(youTube, fourWorkers)) {
            List<CompletableFuture<Answer>> first = IntStream.range(0, 4)
                    .mapToObj(i -> "slow-one--" + i)
                    .peek(video -> youTube.answer(video, Scenario.SLOW))
                    .map(video -> ask(instance, video))
                    .toList();
            youTube.gate().awaitHeld(4, LONG);
            List<CompletableFuture<Answer>> waiting = IntStream.range(0, 100)
                    .mapToObj(i -> ask(instance, "queue" + (100_000 + i)))
                    .toList();
            await().atMost(LONG).until(() -> metrics(instance).contains("\"queueLength\":100,"));

            Answer refused = ask(instance, "dQw4w9WgXcQ").get();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("\"code\":\"QUEUE_FULL\"");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(health(instance).status()).isEqualTo(200);
            youTube.gate().open();
            for (CompletableFuture<Answer> answer : first) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
            for (CompletableFuture<Answer> answer : waiting) {
                assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
            }
        }
    }

    /** Cookies are somebody's account. They are looked for everywhere that outlives the job, and in what others may read meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {"fork-server", "process-per-job"})
    void cookies_areFoundNowhere(String mode, @TempDir Path directory) throws Exception {
        String secret = "s3cr3t-" + UUID.randomUUID(); // no class file and no other run has it
        Instant begun = Instant.now();
        String ytDlp = mode.equals("fork-server")
                ? Instance.newestYtDlp()
                : wrapper(directory).toString();
        String cookies = ".youtube.com\tTRUE\t/\tTRUE\t2147483647\tSAPISID\t" + secret + "\n";
        try (Instance instance = Instance.start(
                youTube, Map.of("LOG_LEVEL", "debug", "RATE_LIMIT_MAX_REQUESTS", "1000", "YTDLP_PATH", ytDlp))) {
            await().atMost(LONG).until(() -> metrics(instance).contains("\"mode\":\"" + mode + '"'));
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            List<String> seen = new ArrayList<>();
            for (String video : List.of("for-friends", "private----", "age-limit--", "members----", "for-friends")) {
                answers.add(post(
                        instance,
                        video,
                        ",\"cookies\":\"" + cookies.replace("\t", "\\t").replace("\n", "\\n") + "\""));
                while (!answers.get(answers.size() - 1).isDone()) {
                    instance.process().descendants().forEach(process -> seen.addAll(visible(process)));
                }
            }

            assertThat(answers.get(0).get().status())
                    .as(answers.get(0).get().body())
                    .isEqualTo(200);
            seen.addAll(visible(instance.process()));
            seen.add(instance.logText());
            seen.add(metrics(instance) + health(instance).body());
            for (CompletableFuture<Answer> answer : answers) {
                seen.add(answer.get().body() + answer.get().headers());
            }
            assertThat(seen).noneMatch(text -> text.contains(secret));
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            Path home = Path.of(System.getProperty("user.home"), ".cache");
            Path server = instance.directory().resolve("server/payara").toRealPath();
            for (Path place : List.of(instance.directory(), server, directory, temporary, home)) {
                assertThat(filesWith(secret, place, begun)).isEmpty();
            }
        }
    }

    private static CompletableFuture<Answer> ask(Instance instance, String video) {
        return post(instance, video, "");
    }

    private static CompletableFuture<Answer> post(Instance instance, String video, String more) {
        return new Caller(instance.base()).postLater("{\"url\":\"https://youtu.be/" + video + "\"" + more + "}");
    }

    private static Answer health(Instance instance) {
        return new Caller(instance.base()).get("/health");
    }

    private static String metrics(Instance instance) {
        return new Caller(instance.base()).get("/api/v1/metrics").body();
    }

    private static ProcessHandle forkServer(Instance instance) {
        return instance.process().children().findFirst().orElseThrow();
    }

    /** What others on the host may see of a process. */
    private static List<String> visible(ProcessHandle process) {
        List<String> seen = new ArrayList<>();
        for (String file : List.of("cmdline", "environ")) {
            try {
                seen.add(Files.readString(Path.of("/proc/" + process.pid() + "/" + file), StandardCharsets.ISO_8859_1));
            } catch (IOException gone) {
                seen.add("");
            }
        }
        return seen;
    }

    /** What the fork server cannot import: all that can be done with it is to run it. */
    private static Path wrapper(Path directory) throws IOException {
        Path wrapper = directory.resolve("yt-dlp");
        Files.writeString(wrapper, "#!/bin/sh\nexec " + Instance.newestYtDlp() + " \"$@\"\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        return wrapper;
    }

    /** The files below {@code directory} that were written since {@code begun} and hold {@code secret}. */
    private static List<Path> filesWith(String secret, Path directory, Instant begun) throws IOException {
        byte[] wanted = secret.getBytes(StandardCharsets.UTF_8);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean isNew = !attributes.lastModifiedTime().toInstant().isBefore(begun);
                if (attributes.isRegularFile() && isNew && contains(file, wanted)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean contains(Path file, byte[] wanted) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(new String(wanted, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return false;
        }
    }
}
