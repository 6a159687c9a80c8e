package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.stub.Quiet;
import org.ytsize.stub.StubSentry;

@Timeout(120)
final class ErrorReportsTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ErrorReports.class.getName());

    private static final Instant NOW = SentryScene.NOW;
    private static final String SECRET = "s3cr3t-n0b0dy-r34ds";

    private final SentryScene scene = new SentryScene();

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void aFailureOfOurs_isAnEvent_groupedByItsKind() {
        scene.reports.failed(Failure.of(FailureKind.TOOL_CRASH, "killed by signal 9"), "/route", "req_1");
        scene.reports.close();

        JsonObject event = onlyEvent();
        assertThat(event.getJsonArray("fingerprint").getString(0)).isEqualTo("TOOL_CRASH");
        assertThat(event.getString("level")).isEqualTo("error");
        assertThat(event.getString("release")).isEqualTo("9.9");
        assertThat(event.getString("environment")).isEqualTo("staging");
        assertThat(event.getString("transaction")).isEqualTo("/route");
        assertThat(event.getJsonObject("tags").getString("requestId")).isEqualTo("req_1");
        assertThat(event.getJsonObject("tags").getString("kind")).isEqualTo("TOOL_CRASH");
        assertThat(event.getJsonObject("message").getString("formatted")).isEqualTo(FailureKind.TOOL_CRASH.sentence());
        assertThat(event.getJsonObject("extra").getString("detail")).isEqualTo("killed by signal 9");
    }

    @ParameterizedTest
    @EnumSource
    void ofTheVideo_ofTheCaller_andOfHowMuchIsAsked_nothingIsReported(FailureKind kind) {
        scene.reports.failed(Failure.of(kind, "detail"), "/route", "req_1");
        scene.reports.close();

        assertThat(scene.sentry.events()).hasSize(kind.isToBeReported() ? 1 : 0);
    }

    @Test
    void whatNobodyExpected_isAnEvent_groupedByClassAndPlace_withoutTheWords() {
        Exception cause = new IllegalArgumentException("the cookie was " + SECRET);
        scene.reports.unexpected(new IllegalStateException("key " + SECRET + " of 192.0.2.7", cause), "req_2");
        scene.reports.close();

        JsonObject event = onlyEvent();
        assertThat(event.getJsonArray("fingerprint").toString())
                .contains(
                        "INTERNAL_ERROR",
                        "java.lang.IllegalStateException",
                        getClass().getName());
        List<String> types =
                event.getJsonObject("exception").getJsonArray("values").getValuesAs(JsonObject.class).stream()
                        .map(exception -> exception.getString("type"))
                        .toList();
        assertThat(types).containsExactly("IllegalArgumentException", "IllegalStateException");
        assertThat(event.toString()).contains("whatNobodyExpected_isAnEvent").doesNotContain(SECRET, "192.0.2.7");
    }

    @Test
    void anErrorWithoutAnException_isAnEventAsWell() {
        scene.reports.unexpected(null, "req_3");
        scene.reports.close();

        assertThat(onlyEvent().getJsonObject("tags").getString("requestId")).isEqualTo("req_3");
    }

    /** Nothing but what is written here, whatever else the SDK might know of host, user and service. */
    @Test
    void anEnvelope_tellsNothingElse() throws Exception {
        scene.reports.failed(
                Failure.of(FailureKind.BOT_CHECK, "from 192.0.2.7, 2001:db8::7 and ::1 at 12:30:59"),
                "/route",
                "req_1");
        scene.reports.answered("/route", "req_1", 200, "miss", Duration.ofMillis(5));
        scene.reports.close();

        String sent = String.join("\n", scene.sentry.envelopes());
        assertThat(onlyEvent().getJsonObject("extra").getString("detail"))
                .isEqualTo("from (address), (address) and (address) at 12:30:59");
        assertThat(sent)
                .doesNotContain(
                        StubSentry.KEY,
                        "192.0.2.7",
                        "2001:db8",
                        "server_name",
                        "ip_address",
                        "modules",
                        InetAddress.getLocalHost().getHostName());
        assertThat(onlyEvent().keySet())
                .isSubsetOf(Set.of(
                        "event_id",
                        "timestamp",
                        "platform",
                        "level",
                        "message",
                        "fingerprint",
                        "release",
                        "environment",
                        "transaction",
                        "tags",
                        "extra",
                        "contexts",
                        "sdk"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, (address)",
        "proxy 192.0.2.7:3128 refused, proxy (address):3128 refused",
        "2001:db8:0:1:2:3:4:5 and ::ffff:192.0.2.7!, (address) and (address)!",
        "fe80::1 ended, (address) ended",
        "[2001:db8::7]:443, [(address)]:443",
        "Failed to resolve 'Proxy.internal.example' ([Errno -2]), Failed to resolve '(proxy)' ([Errno -2])",
        "[youtube] dQw4w9WgXcQ: of a.proxy.internal.example, of a.proxy.internal.example",
        "at 12:30:59 a std::string of 2026.10.26.1 and 1.2.3, at 12:30:59 a std::string of 2026.10.26.1 and 1.2.3"
    })
    void addresses_ourProxies_andTheVideo_areHidden_andNothingElse(String text, String shown) {
        assertThat(scene.reports.hidden(text)).isEqualTo(shown);
    }

    @Test
    void theSame_isReportedOnceInAWhile_andThenSaysHowManyWereNot() {
        for (int i = 0; i < 1_000; i++) {
            scene.reports.failed(Failure.of(FailureKind.UPSTREAM_ERROR, "HTTP 500"), "/route", "req_" + i);
        }
        scene.reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_other");
        scene.ticker.addAndGet(ErrorReports.SPACING.toNanos());
        scene.reports.failed(Failure.of(FailureKind.UPSTREAM_ERROR, "HTTP 500"), "/route", "req_later");
        scene.reports.close();

        assertThat(scene.sentry.events())
                .extracting(event -> event.getJsonObject("tags").getString("requestId"))
                .containsExactly("req_0", "req_other", "req_later");
        assertThat(scene.sentry.events().get(2).getJsonObject("extra").getInt("leftOutSinceTheLast"))
                .isEqualTo(999);
    }

    @Test
    void timesOfQuestions_areReportedByChance() {
        scene.dice = 0.009;
        scene.reports.answered("/route", "req_1", 200, "hit", Duration.ofMillis(1500));
        scene.dice = 0.01;
        scene.reports.answered("/route", "req_2", 200, "hit", Duration.ofMillis(1500));
        scene.reports.close();

        assertThat(scene.sentry.transactions()).singleElement().satisfies(transaction -> {
            assertThat(transaction.getString("transaction")).isEqualTo("/route");
            assertThat(transaction.getJsonNumber("timestamp").doubleValue()).isEqualTo((double) NOW.getEpochSecond());
            assertThat(transaction.getJsonNumber("start_timestamp").doubleValue())
                    .isEqualTo(NOW.getEpochSecond() - 1.5);
            assertThat(transaction.getJsonObject("tags").getString("requestId")).isEqualTo("req_1");
            assertThat(transaction.getJsonObject("tags").getString("status")).isEqualTo("200");
            assertThat(transaction.getJsonObject("tags").getString("outcome")).isEqualTo("hit");
            assertThat(transaction.getString("release")).isEqualTo("9.9");
        });
    }

    @Test
    void withoutARate_noTimesAreReported() {
        scene.dice = 0;
        ErrorReports without = scene.reports(Map.of("SENTRY_TRACES_SAMPLE_RATE", "0"));
        without.answered("/route", "req_1", 200, "hit", Duration.ofMillis(5));
        without.close();

        assertThat(scene.sentry.envelopes()).isEmpty();
    }

    private JsonObject onlyEvent() {
        assertThat(scene.sentry.events()).hasSize(1);
        return scene.sentry.events().get(0);
    }
}
