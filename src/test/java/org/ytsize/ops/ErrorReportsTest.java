package org.ytsize.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ytsize.extract.Failure;
import org.ytsize.extract.FailureKind;
import org.ytsize.settings.Egress;
import org.ytsize.settings.Secret;
import org.ytsize.settings.ServiceSettings;
import org.ytsize.settings.Settings;
import org.ytsize.stub.Quiet;
import org.ytsize.stub.StubSentry;

@Timeout(120)
final class ErrorReportsTest {
    @RegisterExtension
    static final Quiet QUIET = Quiet.logger(ErrorReports.class.getName());

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String SECRET = "s3cr3t-n0b0dy-r34ds";

    private final StubSentry sentry = StubSentry.start();
    private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
    private double dice = 0.5;
    private final ErrorReports reports = reports(Map.of());

    @AfterEach
    void end() {
        sentry.close();
        reports.close();
    }

    @Test
    void aFailureOfOurs_isAnEvent_groupedByItsKind() {
        reports.failed(Failure.of(FailureKind.TOOL_CRASH, "killed by signal 9"), "/route", "req_1");
        reports.close();

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
        reports.failed(Failure.of(kind, "detail"), "/route", "req_1");
        reports.close();

        assertThat(sentry.events()).hasSize(kind.isToBeReported() ? 1 : 0);
    }

    @Test
    void whatNobodyExpected_isAnEvent_groupedByClassAndPlace_withoutTheWords() {
        Exception cause = new IllegalArgumentException("the cookie was " + SECRET);
        reports.unexpected(new IllegalStateException("key " + SECRET + " of 192.0.2.7", cause), "req_2");
        reports.close();

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
        reports.unexpected(null, "req_3");
        reports.close();

        assertThat(onlyEvent().getJsonObject("tags").getString("requestId")).isEqualTo("req_3");
    }

    /** Nothing but what is written here, whatever else the SDK might know of host, user and service. */
    @Test
    void anEnvelope_tellsNothingElse() throws Exception {
        reports.failed(
                Failure.of(FailureKind.BOT_CHECK, "from 192.0.2.7, 2001:db8::7 and ::1 at 12:30:59"),
                "/route",
                "req_1");
        reports.answered("/route", "req_1", 200, "miss", Duration.ofMillis(5));
        reports.close();

        String sent = String.join("\n", sentry.envelopes());
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
        assertThat(reports.hidden(text)).isEqualTo(shown);
    }

    @Test
    void theSame_isReportedOnceInAWhile_andThenSaysHowManyWereNot() {
        for (int i = 0; i < 1_000; i++) {
            reports.failed(Failure.of(FailureKind.UPSTREAM_ERROR, "HTTP 500"), "/route", "req_" + i);
        }
        reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_other");
        ticker.addAndGet(ErrorReports.SPACING.toNanos());
        reports.failed(Failure.of(FailureKind.UPSTREAM_ERROR, "HTTP 500"), "/route", "req_later");
        reports.close();

        assertThat(sentry.events())
                .extracting(event -> event.getJsonObject("tags").getString("requestId"))
                .containsExactly("req_0", "req_other", "req_later");
        assertThat(sentry.events().get(2).getJsonObject("extra").getInt("leftOutSinceTheLast"))
                .isEqualTo(999);
    }

    @Test
    void timesOfQuestions_areReportedByChance() {
        dice = 0.009;
        reports.answered("/route", "req_1", 200, "hit", Duration.ofMillis(1500));
        dice = 0.01;
        reports.answered("/route", "req_2", 200, "hit", Duration.ofMillis(1500));
        reports.close();

        assertThat(sentry.transactions()).singleElement().satisfies(transaction -> {
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
        dice = 0;
        ErrorReports without = reports(Map.of("SENTRY_TRACES_SAMPLE_RATE", "0"));
        without.answered("/route", "req_1", 200, "hit", Duration.ofMillis(5));
        without.close();

        assertThat(sentry.envelopes()).isEmpty();
    }

    @Test
    void oneThatIsFrozen_holdsNobodyUp_andTheEndWaitsForItBrieflyOnly() {
        sentry.freeze();
        dice = 0;
        long begun = System.nanoTime();
        for (int i = 0; i < 10 * ErrorReports.MOST_WAITING; i++) {
            reports.answered("/route", "req_" + i, 200, "hit", Duration.ofMillis(5));
        }
        assertThat(secondsSince(begun)).isLessThan(10); // An answer of Sentry's would be waited for twice that.

        begun = System.nanoTime();
        reports.close();

        assertThat(secondsSince(begun)).isBetween(ErrorReports.PATIENCE.toSeconds() - 1, 10L);
    }

    @Test
    void whatWaitsAtTheEnd_isSent() {
        sentry.freeze();
        reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_1");
        reports.failed(Failure.of(FailureKind.TOOL_CRASH, "killed"), "/route", "req_2");
        await().until(() -> sentry.envelopes().size() == 1);

        CompletableFuture<Void> end = CompletableFuture.runAsync(reports::close);
        sentry.thaw();
        end.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(sentry.events())
                .extracting(event -> event.getJsonObject("tags").getString("requestId"))
                .containsExactly("req_1", "req_2");
    }

    @Test
    void oneThatHasHadEnough_isLeftAlone() {
        sentry.refuse();
        reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_1");
        await().until(() -> sentry.envelopes().size() == 1);
        await().untilAsserted(() -> {
            ticker.addAndGet(ErrorReports.SPACING.toNanos());
            int before = sentry.envelopes().size();
            reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_2");
            assertThat(sentry.envelopes()).hasSize(before);
        });

        reports.close();
    }

    @Test
    void oneThatIsNotThere_harmsNobody() {
        sentry.close();

        assertThatCode(() -> {
                    reports.failed(Failure.of(FailureKind.TIMEOUT, "late"), "/route", "req_1");
                    reports.unexpected(new IllegalStateException(), "req_2");
                    reports.close();
                    reports.failed(Failure.of(FailureKind.TOOL_CRASH, "after the end"), "/route", "req_3");
                })
                .doesNotThrowAnyException();
    }

    /** The SDK has one thread, once there is something to send. */
    @Test
    void noOtherThreads_areStarted() {
        Set<String> before = threads();
        dice = 0;
        IntStream.range(0, 5).forEach(i -> reports.answered("/route", "req_" + i, 200, "hit", Duration.ofMillis(5)));
        reports.unexpected(new IllegalStateException(), "req_x");
        await().until(() -> sentry.envelopes().size() == 6);

        Set<String> more = threads();
        more.removeAll(before);
        assertThat(more.stream().filter(name -> name.toLowerCase(Locale.ROOT).contains("sentry")))
                .containsExactly("SentryAsyncConnection-0");
    }

    private JsonObject onlyEvent() {
        assertThat(sentry.events()).hasSize(1);
        return sentry.events().get(0);
    }

    private ErrorReports reports(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "SENTRY_DSN", sentry.dsn(),
                "NODE_ENV", "staging",
                "API_VERSION", "9.9",
                "SENTRY_TRACES_SAMPLE_RATE", "0.01"));
        variables.putAll(more);
        ServiceSettings service =
                Settings.from(name -> Optional.ofNullable(variables.get(name))).service();
        return new ErrorReports(
                service,
                service.sentryDsn().orElseThrow(),
                List.of(
                        Egress.DIRECT,
                        new Egress("a", Optional.of(new Secret("http://me:word@proxy.internal.example:3128")))),
                new Repeats(1, ErrorReports.SPACING, ticker::get),
                () -> dice,
                () -> NOW);
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }
}
