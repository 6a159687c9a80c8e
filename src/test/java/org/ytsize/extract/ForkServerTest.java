package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ytsize.extract.JobResult.Outcome;

/** How a server starts, and what becomes of jobs. */
@Timeout(300)
final class ForkServerTest extends ForkServerScene {
    @Nested
    final class AtTheStart {
        @Test
        void getsTheSource_andThenTheSettings() throws IOException {
            start("import json\nopen('" + directory + "/start', 'w').write(json.dumps(start))\n" + SAY_READY)
                    .ready()
                    .join();

            assertThat(directory.resolve("start"))
                    .content()
                    .contains(
                            "\"op\": \"start\"",
                            "\"min\": 2",
                            "\"max\": 10",
                            "\"proxies\": [\"http://me:s3cr3t@p:1\"]");
            assertThat(directory.resolve("source")).hasBinaryContent(ServerProgram.sources());
            assertThat(directory.resolve("arguments")).content().doesNotContain("s3cr3t");
        }

        @Test
        void isReady_whenItSaysSo() {
            ForkServer server = start(SAY_READY + "hear()\n");

            assertThat(server.ready().join())
                    .isEqualTo(new EngineInfo(
                            "fork-server", "2026.01.01", "", List.of(Path.of("/etc/hostname")), server.pid()));
        }

        @Test
        void mayRefuse_andSayWhy() {
            assertThat(refusal("say(op='refused', reason='too old')\nhear()\n")).isEqualTo("too old");
        }

        @Test
        void hasRefused_ifItEndsWithoutAWord() {
            assertThat(refusal("sys.exit(5)\n")).isEqualTo("it ended with status 5");
        }

        @Test
        void hasRefused_ifItTalksNonsense() {
            assertThat(refusal("sys.stdout.buffer.write(b'nonsense, and plenty of it')\nsys.stdout.flush()\nhear()\n"))
                    .startsWith("it broke the protocol: ");
        }

        /** Another start may well go better: whatever killed it had its own reasons. */
        @ParameterizedTest
        @ValueSource(ints = {9, 11, 15})
        void hasNotRefused_ifItIsKilled(int signal) {
            assertThat(start("os.kill(os.getpid(), " + signal + ")\n").ready())
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(IOException.class)
                    .withMessageEndingWith("killed by signal " + signal);
        }

        @Test
        void leavesNoProcess_whereNoThreadCanBeHad() {
            List<ProcessHandle> before = ProcessHandle.current().children().toList();

            assertThatThrownBy(() -> start(SAY_READY, task -> {
                        throw new RejectedExecutionException("full");
                    }))
                    .isInstanceOf(RejectedExecutionException.class);

            await().until(() ->
                    before.containsAll(ProcessHandle.current().children().toList()));
        }

        private String refusal(String behaviour) {
            try {
                start(behaviour).ready().get(20, TimeUnit.SECONDS);
                return "not refused";
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(RefusedException.class);
                return String.valueOf(Objects.requireNonNull(refused.getCause()).getMessage());
            } catch (InterruptedException | TimeoutException never) {
                throw new AssertionError(never);
            }
        }
    }

    @Nested
    final class AJob {
        @Test
        void isAnswered_withWhatTheServerFound() {
            ForkServer server = start(SAY_READY
                    + "job = hear()\n"
                    + "say(op='result', id=job['id'], outcome='done', ready=2, info={'id': job['video']},"
                    + " log=[['WARNING', 'a'], ['ERROR', 'b']], detail='')\nhear()\n");

            JobResult result = server.run(FakePrograms.job(AMPLE)).join();

            assertThat(result.outcome()).isEqualTo(Outcome.DONE);
            assertThat(result.info()).containsKey("id");
            assertThat(result.log())
                    .containsExactly(new LogLine(LogLine.Level.WARNING, "a"), new LogLine(LogLine.Level.ERROR, "b"));
        }

        @Test
        void tellsTheServerAllItNeeds() throws IOException {
            ForkServer server = start(SAY_READY
                    + "import json\njob = hear()\nopen('" + directory + "/job', 'w').write(json.dumps(job))\n"
                    + "say(op='result', id=job['id'], outcome='done', ready=2)\nhear()\n");

            server.run(FakePrograms.jobWithCookies()).join();

            assertThat(directory.resolve("job"))
                    .content()
                    .contains("\"video\": \"dQw4w9WgXcQ\"", "\"timeout\": 20000", "\"clients\": \"stock\"", "s3cr3t");
        }

        @Test
        void isAnswered_inWhateverOrder() {
            ForkServer server = start(SAY_READY
                    + "first, second = hear(), hear()\n"
                    + "say(op='result', id=second['id'], outcome='done', ready=2, detail='second')\n"
                    + "say(op='result', id=777, outcome='done', ready=2, detail='of nobody')\n"
                    + "say(op='result', id=first['id'], outcome='crashed', ready=2, detail='first')\nhear()\n");

            CompletableFuture<JobResult> first = server.run(FakePrograms.job(AMPLE));
            CompletableFuture<JobResult> second = server.run(FakePrograms.job(AMPLE));

            assertThat(first.join().detail()).isEqualTo("first");
            assertThat(second.join().detail()).isEqualTo("second");
        }

        @Test
        void isCancelled_onTheServerToo() {
            ForkServer server = start(SAY_READY + "hear()\ncancel = hear()\nopen('" + directory
                    + "/cancel', 'w').write(cancel['op'] + str(cancel['id']))\nhear()\n");

            server.run(FakePrograms.job(AMPLE)).cancel(false);

            await().until(() -> Files.exists(directory.resolve("cancel"))
                    && Files.readString(directory.resolve("cancel")).equals("cancel1"));
        }
    }

    @Nested
    final class AServerThatMisbehaves {
        @Test
        void crashesItsJobs_whenItDies() {
            ForkServer server = start(SAY_READY + "hear()\nos.kill(os.getpid(), 9)\n");

            JobResult result = server.run(FakePrograms.job(AMPLE)).join();

            assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(server.ended()).succeedsWithin(10, TimeUnit.SECONDS);
        }

        @Test
        void crashesItsJobs_whenItTalksNonsense() {
            assertCrash("sys.stdout.buffer.write(b'nonsense, and plenty of it')\nsys.stdout.flush()\nhear()\n");
            assertCrash("say(op='unheard of')\nhear()\n");
            assertCrash("say(op='result', outcome='done')\nhear()\n");
        }

        @Test
        void crashesTheJob_whoseResultMakesNoSense() {
            assertCrash("say(op='result', id=job['id'], outcome='unheard of', ready=2)\nhear()\n");
            assertCrash("say(op='result', id=job['id'], outcome='done', ready=2, log=[['LOUD', 'a']])\nhear()\n");
        }

        @Test
        void isKilled_whenItIsFrozen() {
            ForkServer server = start(SAY_READY + "hear()\nos.kill(os.getpid(), 19)\n");
            Duration timeout = Duration.ofMillis(100);

            JobResult result = server.run(FakePrograms.job(timeout)).join();

            assertThat(result.outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(server.ended()).succeedsWithin(10, TimeUnit.SECONDS);
        }

        private void assertCrash(String behaviour) {
            ForkServer server = start(SAY_READY + "job = hear()\n" + behaviour);

            CompletableFuture<JobResult> result = server.run(FakePrograms.job(AMPLE));

            assertThat(result)
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .extracting(JobResult::outcome)
                    .isEqualTo(Outcome.CRASHED);
        }
    }
}
