package org.ytsize.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ytsize.settings.Settings;
import org.ytsize.stub.Quiet;

/** A yt-dlp of the test's own making, whose time passes when the test says so. */
abstract class YtDlpScene {
    static final Duration AMPLE = Duration.ofSeconds(20);
    static final String ANSWERS = "echo '" + FakePrograms.ANSWER + "'";
    static final String SAY_READY = "say(op='ready', version='2026.02.02', why=None, files=[start['script']])\n";
    static final String ANSWER_ALL = """
            while job := hear():
                say(op='result', id=job['id'], outcome='done', ready=2, info=json.loads('%s'))
            """.formatted(FakePrograms.ANSWER);

    @RegisterExtension
    static final Quiet QUIET = Quiet.logger("org.ytsize.extract");

    @TempDir
    Path directory = Path.of("replaced");

    final ExecutorService threads = Executors.newCachedThreadPool();
    final HandTimer timer = new HandTimer();
    final List<YtDlp> all = new ArrayList<>();

    @AfterEach
    void endAll() {
        all.forEach(YtDlp::close);
        timer.shutdownNow();
        threads.shutdownNow();
    }

    static Extraction ask(YtDlp ytDlp) {
        return ytDlp.extract(FakePrograms.job(AMPLE)).join();
    }

    static FailureKind kindOf(Extraction extraction) {
        assertThat(extraction).isInstanceOf(Extraction.Failed.class);
        return ((Extraction.Failed) extraction).failure().kind();
    }

    YtDlp ytDlp(Map<String, String> variables, Executor executor) {
        return ytDlp(settings(variables), executor);
    }

    YtDlp ytDlp(Settings settings, Executor executor) {
        Engines engines = new Engines(settings.ytDlp(), settings.workers(), executor);
        YtDlp ytDlp = new YtDlp(settings.ytDlp().path(), engines, timer, InstantSource.system());
        all.add(ytDlp);
        return ytDlp;
    }

    Settings settings(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("YTDLP_PATH", directory + "/yt-dlp");
        return FakePrograms.settings(variables);
    }

    /** Runs nothing by itself: the test says when time has passed. */
    static final class HandTimer extends ScheduledThreadPoolExecutor {
        private final List<Runnable> looks = new CopyOnWriteArrayList<>();
        private final List<Runnable> later = new CopyOnWriteArrayList<>();
        final List<Long> pauses = new CopyOnWriteArrayList<>();

        HandTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            looks.add(task);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later.add(task);
            pauses.add(unit.toMillis(delay));
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void look() {
            looks.forEach(Runnable::run);
        }

        void runLater(int index) {
            later.get(index).run();
        }
    }
}
