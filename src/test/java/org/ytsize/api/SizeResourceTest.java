package org.ytsize.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.sizing.AnswerBody;
import org.ytsize.sizing.Origin;
import org.ytsize.sizing.ShelfLife;
import org.ytsize.sizing.SizeAnswer;

final class SizeResourceTest {
    private static final ShelfLife LIFE = new ShelfLife(Duration.ofHours(3), Duration.ofHours(21), Duration.ofDays(7));

    @ParameterizedTest
    @CsvSource({
        "HIT, PT0.5S, hit, 0",
        "HIT, PT25H1M1.999S, hit, 90061",
        "STALE, PT25H1M1.999S, stale, 90061",
        "MISS, PT0S, miss,",
        "SHARED, PT0S, shared,",
        "SHARED, PT5S, shared, 5"
    })
    void anAnswer_saysWhereItCameFrom_andHowOldItIsWhereItWasKnown(
            Origin.Kind kind, Duration known, String word, String age) {
        Origin origin = new Origin(kind, known);

        Response sizes =
                SizeResource.response(new SizeAnswer.Sizes(new AnswerBody(new byte[] {'{', '}'}), origin, LIFE));
        Response none = SizeResource.response(
                new SizeAnswer.NoSizes(Failure.of(FailureKind.PRIVATE, "as the test says"), origin, LIFE));

        assertThat(sizes.getStatus()).isEqualTo(200);
        assertThat(none.getStatus()).isEqualTo(403);
        for (Response response : new Response[] {sizes, none}) {
            assertThat(response.getHeaderString("X-Cache")).isEqualTo(word);
            assertThat(response.getHeaderString("Age")).isEqualTo(age);
        }
    }
}
