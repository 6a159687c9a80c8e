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
import org.ytsize.sizing.SizeAnswer;

final class SizeResourceTest {
    @ParameterizedTest
    @CsvSource({"HIT, hit, 90061", "MISS, miss,", "STALE, stale, 90061", "SHARED, shared,"})
    void anAnswer_saysWhereItCameFrom_andHowOldItIsWhereItWasKnown(Origin.Kind kind, String word, String age) {
        Origin origin = new Origin(kind, Duration.ofSeconds(90_061).plusMillis(999));

        Response sizes = SizeResource.response(new SizeAnswer.Sizes(new AnswerBody(new byte[] {'{', '}'}), origin));
        Response none = SizeResource.response(
                new SizeAnswer.NoSizes(Failure.of(FailureKind.PRIVATE, "as the test says"), origin));

        assertThat(sizes.getStatus()).isEqualTo(200);
        assertThat(none.getStatus()).isEqualTo(403);
        for (Response response : new Response[] {sizes, none}) {
            assertThat(response.getHeaderString("X-Cache")).isEqualTo(word);
            assertThat(response.getHeaderString("Age")).isEqualTo(age);
        }
    }
}
