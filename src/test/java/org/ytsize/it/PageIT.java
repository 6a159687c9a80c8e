package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.ytsize.stub.Scenario;
import org.ytsize.stub.StubSettings;
import org.ytsize.stub.StubYouTube;

/** The pages for people, in a real browser. */
@Timeout(600)
final class PageIT {
    private static final String WATCH = "https://www.youtube.com/watch?v=";
    private static final long LIGHT_BYTES = 150_000;

    private static StubYouTube youTube;
    private static Instance instance;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        youTube = StubYouTube.start(StubSettings.DEFAULT.withSmallPages());
        instance = Instance.start(youTube, Map.of("RATE_LIMIT_MAX_REQUESTS", "1000"));
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        instance.close();
        youTube.close();
    }

    @BeforeEach
    void asOnADesk() {
        browser.show(1280, "light");
    }

    /** A policy that blocks something, a part that is missing, an exception: all of them end there. */
    @AfterEach
    void theConsoleIsQuiet() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void asksByKeyboardAlone_andSeesSizes() {
        browser.open(instance.uri("/"));

        browser.type(WATCH + "dQw4w9WgXcQ", Keys.TAB);
        assertThat(browser.ask("document.activeElement.textContent.trim()")).isEqualTo("Show sizes");
        browser.type(Keys.SPACE);

        browser.awaitText("#said", "Sizes of ");
        assertThat(browser.text("#result")).contains("144p", "1080p", " MB");
        assertThat(browser.text("#failure")).isEmpty();
        assertThat(browser.weight()).isBetween(1L, LIGHT_BYTES);
    }

    @Test
    void privateVideo_isToldInPlainWords() {
        ask(Scenario.PRIVATE.videoId());

        browser.awaitText("#failure", "private");
        assertThat(browser.text("#failure")).contains("Request ").doesNotContain("{", "null", "undefined");
        assertThat(browser.text("#result")).isEmpty();
        theOneComplaintIsThatOfAFailedRequest();
    }

    @Test
    void whatIsNoLink_isSaid_whereItWasTyped() {
        browser.open(instance.uri("/"));
        browser.type("potatoes", Keys.ENTER);

        browser.await("a failure", () -> !browser.text("#error").isEmpty());
        assertThat(browser.ask("document.activeElement.id")).isEqualTo("link");
        assertThat(browser.ask("document.activeElement.getAttribute('aria-invalid')"))
                .isEqualTo("true");
        theOneComplaintIsThatOfAFailedRequest();
    }

    @Test
    void dubbedVideo_isAnswered() {
        ask(Scenario.DUBBED.videoId());

        browser.awaitText("#said", "Sizes of ");
        assertThat(browser.text("#result")).contains(" MB");
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "320,light", "320,dark"})
    void everyState_isForEveryone(int width, String scheme) {
        browser.show(width, scheme);

        browser.open(instance.uri("/"));
        isForEveryone();
        ask("dQw4w9WgXcQ");
        browser.awaitText("#said", "Sizes of ");
        isForEveryone();
        ask(Scenario.PRIVATE.videoId());
        browser.awaitText("#failure", "private");
        isForEveryone();
        theOneComplaintIsThatOfAFailedRequest();
    }

    @Test
    void docs_showEveryOperation() {
        openTheDocs();

        String shown = browser.text("#viewer");
        assertThat(new Caller(instance.base())
                        .get("/api/v1/openapi")
                        .json()
                        .getJsonObject("paths")
                        .keySet())
                .allSatisfy(path -> assertThat(shown).contains(path));
    }

    @Test
    void docs_askTheService_fromAForm() {
        openTheDocs();

        browser.click("#operations-Sizes-size .opblock-summary-control");
        browser.await(
                "a form", () -> !browser.text("#operations-Sizes-size textarea").isEmpty());
        browser.click("#operations-Sizes-size button.execute");

        browser.await(
                "an answer",
                () -> browser.text("#operations-Sizes-size .live-responses-table")
                        .contains("\"ok\": true"));
        assertThat(browser.text("#operations-Sizes-size .live-responses-table")).contains("200", "s1080p");
    }

    @ParameterizedTest
    @CsvSource({"1280,light", "1280,dark", "320,light", "320,dark"})
    void docs_areForEveryone(int width, String scheme) {
        browser.show(width, scheme);
        openTheDocs();
        isForEveryone();

        browser.click("#operations-Sizes-size .opblock-summary-control");
        browser.await(
                "a form", () -> !browser.text("#operations-Sizes-size textarea").isEmpty());
        isForEveryone();
    }

    private static void openTheDocs() {
        browser.open(instance.uri("/api/v1/docs"));
        browser.awaitText("#viewer", "/health/redis/detailed");
    }

    private static void ask(String videoId) {
        browser.open(instance.uri("/"));
        browser.type(WATCH + videoId, Keys.ENTER);
    }

    /** Nothing that axe finds, and nothing that lies beside the display (WCAG 1.4.10). */
    private static void isForEveryone() {
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.ask("document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo("true");
    }

    /** Browsers write that down of each answer above 399; there is no way to ask them not to. */
    private static void theOneComplaintIsThatOfAFailedRequest() {
        List<String> complaints = browser.complaints();
        assertThat(complaints)
                .hasSize(1)
                .allMatch(line -> line.contains("/api/v1/size") && line.contains("status of 4"));
    }
}
