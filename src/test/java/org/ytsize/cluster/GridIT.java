package org.ytsize.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ytsize.cluster.SharedAnswers.Claim;
import org.ytsize.stub.Line;
import org.ytsize.stub.Quiet;

/** Two members of a real grid, and the line between them. */
@Timeout(180)
final class GridIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Longer than a busy machine lets anybody wait for what is its own, and less than makes it give a member up. */
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    @RegisterExtension
    static final Quiet QUIET = Quiet.logger("com.hazelcast");

    private final GridScene scene = new GridScene();
    private final ExecutorService threads = scene.threads();
    private final List<Line> lines = scene.lines();
    private final List<HazelcastInstance> grids = scene.grids();
    private final List<Cluster> clusters = scene.clusters();

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void whatOneHasPutThere_theOtherGets_untilItsTimeIsOver() {
        SharedAnswers one = answers(0);
        SharedAnswers other = answers(1);

        one.put("a", bytes("sizes"), HOUR);

        await().atMost(LONG).until(() -> text(other.get("a")), Optional.of("sizes")::equals);
        assertThat(text(other.getPatiently("a"))).hasValue("sizes");
        assertThat(text(other.get("b"))).isEmpty();

        one.put("a", bytes("sizes"), Duration.ofSeconds(1));

        await().atMost(LONG).until(() -> text(other.get("a")), Optional.empty()::equals);
    }

    @Test
    void whatIsOfAnotherSchema_isNotSeen() {
        clusters.get(0).answers(2).put("a", bytes("of tomorrow"), HOUR);
        answers(0).put("a", bytes("of today"), HOUR);

        await().atMost(LONG).until(() -> text(answers(1).get("a")), Optional.of("of today")::equals);
        await().atMost(LONG).until(() -> text(clusters.get(1).answers(2).get("a")), Optional.of("of tomorrow")::equals);
    }

    @Test
    void whatOneHasClaimed_theOtherCannot_untilItIsReleased() {
        SharedAnswers one = answers(0);
        SharedAnswers other = answers(1);

        assertThat(claimed(one, "a")).isTrue();
        assertThat(claimed(other, "a")).isFalse();
        assertThat(claimed(one, "a")).as("twice").isTrue();
        assertThat(claimed(other, "b")).isTrue();
        other.release("a");
        assertThat(claimed(other, "a")).as("not by another").isFalse();

        one.release("a");

        await().atMost(LONG).until(() -> claimed(other, "a"));
    }

    @Test
    void ofManyWhoClaim_oneGetsIt() {
        for (int round = 0; round < 20; round++) {
            assertThat(claimedByBoth("race" + round)).containsExactlyInAnyOrder(Claim.MINE, Claim.THEIRS);
        }
    }

    @Test
    void whatAMemberThatIsGoneHasClaimed_isForOneOfTheOthers() {
        for (int round = 0; round < 200; round++) {
            String key = "left" + round;
            grids.get(0).getMap("ytsize-claims-1").put(key, UUID.randomUUID().toString());

            assertThat(claimedByBoth(key)).containsExactlyInAnyOrder(Claim.MINE, Claim.THEIRS);
        }
    }

    @Test
    void whatAMemberThatIsGoneHasClaimed_isFree_andWhatItHasPutThereStays() {
        for (int key = 0; key < 50; key++) {
            answers(1).put("kept" + key, bytes("sizes"), HOUR);
            assertThat(claimed(answers(1), "claimed" + key)).isTrue();
        }
        await().atMost(LONG).until(() -> copies() == 100);

        grids.get(1).getLifecycleService().terminate();

        await().atMost(LONG).until(() -> members(0) == 1);
        for (int key = 0; key < 50; key++) {
            String number = Integer.toString(key);
            await().atMost(LONG).until(() -> text(answers(0).get("kept" + number)), Optional.of("sizes")::equals);
            await().atMost(LONG).until(() -> claimed(answers(0), "claimed" + number));
        }
    }

    /**
     * The other member is there, says nothing, and has half of the keys: that costs nobody more than a moment, and few
     * anything at all.
     */
    @Test
    void aMemberThatIsSilent_isAMiss_andIsSoonNotAskedAnyMore() {
        List<String> keys = IntStream.range(0, 200).mapToObj(key -> "key" + key).toList();
        keys.forEach(key -> answers(0).put(key, bytes("sizes"), HOUR));
        await().atMost(LONG)
                .until(() ->
                        keys.stream().allMatch(key -> text(answers(1).get(key)).isPresent()));
        Cluster hasty = HazelcastCluster.of(grids.get(0), A_MOMENT, A_MOMENT, threads, System::nanoTime);
        SharedAnswers answers = hasty.answers(1);

        lines.forEach(Line::block);

        long found =
                keys.stream().filter(key -> text(answers.get(key)).isPresent()).count();
        assertThat(found).as("those of its own").isBetween(40L, 160L);
        assertThat(hasty.stats().timeouts()).as("calls that waited").isBetween(1L, 30L);
        assertThat(claim(answers, "anything")).isNotEqualTo(Claim.THEIRS);
    }

    /** A claim that was not granted in time is one that nobody has: the other may have it as soon as it can. */
    @Test
    void aClaimThatComesTooLate_isGivenBack_andSoIsOneThatIsReleasedMeanwhile() {
        List<String> keys = IntStream.range(0, 20).mapToObj(key -> "key" + key).toList();
        SharedAnswers hasty = HazelcastCluster.of((Object) grids.get(0), threads, System::nanoTime)
                .answers(1);
        lines.forEach(Line::block);

        assertThat(keys.stream().map(key -> claim(hasty, key)))
                .doesNotContain(Claim.THEIRS)
                .contains(Claim.UNKNOWN);
        keys.forEach(hasty::release);
        lines.forEach(Line::free);

        await().atMost(LONG).until(() -> keys.stream().allMatch(key -> claimed(answers(1), key)));
    }

    /**
     * What was found out while the member that has its key is left alone, and that it is found out, reaches the others
     * after that.
     */
    @Test
    void whatIsTold_whileAMemberIsLeftAlone_isNotLost() {
        List<String> keys = IntStream.range(0, 20).mapToObj(key -> "key" + key).toList();
        AtomicLong clock = new AtomicLong();
        SharedAnswers hasty = HazelcastCluster.of(
                        grids.get(0), GridScene.AMPLE, Duration.ofMillis(500), threads, clock::get)
                .answers(1);
        await().atMost(LONG)
                .until(() -> keys.stream().allMatch(key -> claimed(answers(0), key) && !claimed(answers(1), key)));
        lines.forEach(Line::block);
        assertThat(keys.stream().map(key -> claim(hasty, "asked" + key)))
                .doesNotContain(Claim.THEIRS)
                .contains(Claim.UNKNOWN);
        lines.forEach(Line::free);

        keys.forEach(key -> {
            hasty.put(key, bytes("sizes"), HOUR);
            hasty.release(key);
        });

        await().atMost(LONG).until(() -> {
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            return keys.stream().allMatch(key -> text(answers(1).get(key)).isPresent() && claimed(answers(1), key));
        });
    }

    @Test
    void twoHalves_goOnByThemselves_andJoinAgain() {
        answers(0).put("before", bytes("sizes"), HOUR);
        await().atMost(LONG).until(() -> copies() == 2);

        lines.forEach(Line::block);
        await().atMost(LONG).until(() -> members(0) == 1 && members(1) == 1);

        for (int half = 0; half < 2; half++) {
            SharedAnswers answers = answers(half);
            String key = "half" + half;
            await().atMost(LONG).until(() -> claimed(answers, key));
            answers.put(key, bytes("of " + half), HOUR);
            await().atMost(LONG).until(() -> text(answers.get(key)).isPresent());
            await().atMost(LONG).until(() -> text(answers.get("before")), Optional.of("sizes")::equals);
        }

        lines.forEach(Line::free);

        await().atMost(LONG).until(() -> members(0) == 2 && members(1) == 2);
        for (int half = 0; half < 2; half++) {
            SharedAnswers answers = answers(half);
            await().atMost(LONG).until(() -> text(answers.get("half0")), Optional.of("of 0")::equals);
            await().atMost(LONG).until(() -> text(answers.get("half1")), Optional.of("of 1")::equals);
        }
        // The grid has given one of them another name.
        for (int half = 0; half < 2; half++) {
            assertThat(claimed(answers(half), "again" + half)).isTrue();
            assertThat(claimed(answers(1 - half), "again" + half)).isFalse();
        }
    }

    @Test
    void aGridThatHasEnded_isAMiss() {
        SharedAnswers answers = answers(0);
        grids.get(0).getLifecycleService().terminate();

        assertThat(text(answers.get("a"))).isEmpty();
        assertThat(claim(answers, "a")).isEqualTo(Claim.UNKNOWN);
        answers.put("a", bytes("sizes"), HOUR);
        answers.release("a");
        assertThat(clusters.get(0).stats().members()).isEqualTo(1);
        assertThat(clusters.get(0).stats().failures()).isGreaterThanOrEqualTo(2);
    }

    /** Answers in both members, with those that are copies of the other's. */
    private long copies() {
        return grids.stream()
                .map(grid -> grid.getMap("ytsize-answers-1").getLocalMapStats())
                .mapToLong(stats -> stats.getOwnedEntryCount() + stats.getBackupEntryCount())
                .sum();
    }

    private SharedAnswers answers(int member) {
        return clusters.get(member).answers(1);
    }

    private int members(int member) {
        return scene.members(member);
    }

    private static boolean claimed(SharedAnswers answers, String key) {
        return claim(answers, key) == Claim.MINE;
    }

    private static Claim claim(SharedAnswers answers, String key) {
        return answers.claim(key, HOUR).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private List<Claim> claimedByBoth(String key) {
        List<CompletableFuture<Claim>> claims =
                List.of(answers(0).claim(key, HOUR), answers(1).claim(key, HOUR));
        return claims.stream().map(CompletableFuture::join).toList();
    }

    private static Optional<String> text(CompletableFuture<Optional<byte[]>> answer) {
        return answer.orTimeout(20, TimeUnit.SECONDS).join().map(bytes -> new String(bytes, UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
