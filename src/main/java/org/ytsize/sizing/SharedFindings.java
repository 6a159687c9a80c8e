package org.ytsize.sizing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ytsize.cluster.SharedAnswers;
import org.ytsize.cluster.SharedAnswers.Claim;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.ResultCache.Known;
import org.ytsize.video.VideoId;

/**
 * What other instances have found out, and what they are told of. Thread-safe; never blocks.
 *
 * <p>The age of a finding is told by the clocks of two hosts. Where they disagree, it is younger or older by that; it
 * is never younger than now.
 */
final class SharedFindings {
    /**
     * Grows with each change of the bytes below, or of what an answer looks like, so that two releases can run side by
     * side.
     */
    static final int SCHEMA = 2;

    private static final Logger LOG = Logger.getLogger(SharedFindings.class.getName());
    private static final Duration LONGEST = Duration.ofDays(36_525);
    private static final byte SIZES = 1;
    private static final byte REFUSAL = 2;

    private final SharedAnswers answers;
    private final String keys;
    private final InstantSource clock;

    /** @param country of the egresses, where it is known: in another one, YouTube may say something else */
    SharedFindings(SharedAnswers answers, Optional<String> country, InstantSource clock) {
        this.answers = answers;
        this.keys = country.orElse("") + ":";
        this.clock = clock;
    }

    /** What is known of {@code video}; ends within a fraction of a second, and never with an exception. */
    CompletableFuture<Optional<Known>> get(VideoId video) {
        return answers.get(keys + video.value()).thenApply(answer -> answer.flatMap(this::read));
    }

    /** The same for whoever would have to look it up otherwise; ends within a second. */
    CompletableFuture<Optional<Known>> getPatiently(VideoId video) {
        return answers.getPatiently(keys + video.value()).thenApply(answer -> answer.flatMap(this::read));
    }

    /**
     * Lets the others know, if it is of any use to them: a video without a duration is answered by each caller's own.
     */
    void put(VideoId video, Finding finding) {
        if (!(finding.content() instanceof Finding.Unmeasured)) {
            answers.put(keys + video.value(), bytes(finding), finding.life().total());
        }
    }

    /**
     * Asks to be the instance that looks {@code video} up.
     *
     * @return as {@link SharedAnswers#claim}
     */
    CompletableFuture<Claim> claim(VideoId video, Duration atMost) {
        return answers.claim(keys + video.value(), atMost);
    }

    /** Lets another instance look it up. */
    void release(VideoId video) {
        answers.release(keys + video.value());
    }

    private byte[] bytes(Finding finding) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(clock.millis());
            out.writeLong(finding.life().fresh().toMillis());
            out.writeLong(finding.life().revalidate().toMillis());
            out.writeLong(finding.life().lastResort().toMillis());
            if (finding.content() instanceof Finding.Sizes sizes) {
                out.writeByte(SIZES);
                out.writeInt(sizes.table().bytes().length);
                out.write(sizes.table().bytes());
                out.write(sizes.whole().bytes());
            } else if (finding.content() instanceof Finding.Refusal refusal) {
                out.writeByte(REFUSAL);
                out.writeUTF(refusal.failure().kind().name());
                out.writeLong(refusal.failure().retryAfter().toMillis());
                out.writeUTF(refusal.failure().detail());
            }
        } catch (IOException cannotBe) {
            throw new UncheckedIOException(cannotBe);
        }
        return bytes.toByteArray();
    }

    /** Empty where it is of no use any more, or makes no sense. */
    private Optional<Known> read(byte[] answer) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer))) {
            Duration age = Duration.between(Instant.ofEpochMilli(in.readLong()), clock.instant());
            ShelfLife life = new ShelfLife(duration(in), duration(in), duration(in));
            Known known = new Known(new Finding(content(in), life), age.isNegative() ? Duration.ZERO : age, false);
            return Optional.of(known).filter(any -> age.compareTo(life.total()) < 0);
        } catch (IOException | RuntimeException senseless) {
            LOG.log(Level.WARNING, "another instance has told what makes no sense: {0}", senseless.toString());
            return Optional.empty();
        }
    }

    private static Finding.Content content(DataInputStream in) throws IOException {
        if (in.readByte() == SIZES) {
            int table = in.readInt();
            if (table <= 0 || table >= in.available()) {
                throw new IOException("a table of " + table + " bytes");
            }
            return new Finding.Sizes(new AnswerBody(in.readNBytes(table)), new AnswerBody(in.readAllBytes()));
        }
        FailureKind kind = FailureKind.valueOf(in.readUTF());
        return new Finding.Refusal(new Failure(kind, duration(in), in.readUTF()));
    }

    private static Duration duration(DataInputStream in) throws IOException {
        Duration duration = Duration.ofMillis(in.readLong());
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IOException("a duration of " + duration);
        }
        return duration;
    }
}
