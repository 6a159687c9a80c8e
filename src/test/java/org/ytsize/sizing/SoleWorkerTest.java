package org.ytsize.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ytsize.extract.Extraction;
import org.ytsize.extract.FailureKind;

/** As many workers as lookups that try a blocked egress again: nobody else is to wait behind them. */
@Timeout(120)
final class SoleWorkerTest extends GuardedScene {
    private final GuardedExtractor one = withEgresses("direct");

    @Test
    void whoComesWhileItTries_isToldAtOnce_andItGoesOn() {
        extractor.thenFails(FailureKind.BOT_CHECK);
        ask(one);
        pass(PathBreaker.OPEN_FOR.plusMillis(1));
        CompletableFuture<Extraction> probe = begin(one);

        assertShutFor(begin(one));

        assertThat(one.stats().breaker().refusals()).isEqualTo(1);
        assertThat(probe).isNotDone();
        extractor.open().get(0).complete(FakeExtractor.found());
        assertThat(probe).succeedsWithin(5, TimeUnit.SECONDS).isInstanceOf(Extraction.Found.class);
        assertThat(one.stats().breaker().state()).isEqualTo("closed");
    }

    @Test
    void whoWaitsAsTheLastEgressIsTried_isToldAtOnce() {
        GuardedExtractor two = withEgresses("http://a:1,http://b:1");
        extractor.thenFails(FailureKind.BOT_CHECK, FailureKind.BOT_CHECK);
        ask(two);
        pass(PathBreaker.OPEN_FOR.plusMillis(1));
        CompletableFuture<Extraction> first = begin(two);
        List<CompletableFuture<Extraction>> waiting =
                Stream.generate(() -> begin(two)).limit(5).toList();
        assertThat(two.stats().waiting()).as("the other egress may be tried").isEqualTo(5);

        extractor.open().get(0).complete(Extraction.failed(FailureKind.BOT_CHECK, "again"));

        assertThat(first).succeedsWithin(5, TimeUnit.SECONDS);
        waiting.subList(1, 5).forEach(this::assertShutFor);
        assertThat(extractor.open()).hasSize(2);
        extractor.open().get(1).complete(FakeExtractor.found());
        assertThat(waiting.get(0)).succeedsWithin(5, TimeUnit.SECONDS).isInstanceOf(Extraction.Found.class);
    }

    private GuardedExtractor withEgresses(String proxies) {
        return guarded(extractor, threads, Map.of("MIN_WORKERS", "1", "MAX_WORKERS", "1", "YTDLP_PROXY", proxies));
    }

    private void assertShutFor(CompletableFuture<Extraction> answer) {
        assertThat(answer)
                .succeedsWithin(5, TimeUnit.SECONDS)
                .extracting(GuardedScene::kindOf)
                .isEqualTo(FailureKind.CIRCUIT_OPEN);
    }
}
