package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.ytsize.stub.Scenario;

/** The pages for people, in a real browser, on three instances behind the balancer. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the first test.
@Timeout(600)
final class PageIT implements ApiPage, EventSourcePage, ForeignPage, GivenText, StatusBoard {
    private static final String LINK = "https://www.youtube.com/watch?v=";

    private static Cluster cluster;
    private static Browser browser;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(Map.of("RATE_LIMIT_MAX_REQUESTS", "1000", "REDIS_TIMEOUT_MS", "2000"));
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void openTab() {
        browser.afresh(at("/")).width(1280);
    }

    @AfterEach
    void letNobodyWait() {
        cluster.youTube().gate().shut();
    }

    @Test
    void aLink_isAnsweredWithSizes_byQualityAndCodec_andTheirSound() {
        ask("/", LINK + Scenario.PLAIN.videoId());

        browser.await("#sizes tbody th.quality", "144p");
        assertThat(browser.element("#sizes").getText()).contains("38.04 MB", "5.00 MB", "AV1");
        assertThat(browser.element("#sound").getText()).contains("Sound alone: 3.43 MB", "without DRC");
        assertThat(browser.element("#facts").getText()).contains("3:33 long");
        assertThat(browser.element("#said").getText()).contains("Sizes of", "all exact");
        assertThat(browser.elements("#sizes .bar")).isNotEmpty();
        assertThat(browser.picture("sizes").complaints()).isEmpty();
    }

    @Test
    void theAnswer_hasALink_thatShowsItAgain() {
        ask("/", "https://youtu.be/" + Scenario.PLAIN.videoId() + "?si=abc");
        browser.await("#result");
        String shared = (String) browser.value("document.getElementById('share').value");

        assertThat(shared).isEqualTo(at("/?v=" + Scenario.PLAIN.videoId()));
        assertThat(browser.driver().getCurrentUrl()).isEqualTo(shared);
        browser.open(shared).await("#sizes", "38.04 MB");
        browser.open(at("/?url=https%3A%2F%2Fyoutu.be%2F" + Scenario.SHORT.videoId()))
                .await("#result");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://WWW.YouTube.com/watch/?v=dQw4w9WgXcQ",
                "https://www.youtube.com/watch?dev=1&v=dQw4w9WgXcQ&v=AAAAAAAAAAA",
                "https://m.youtube.com/shorts/dQw4w9WgXcQ/"
            })
    void aLink_isReadAsTheServiceReadsIt(String link) {
        ask("/", link);
        browser.await("#sizes", "38.04 MB");

        assertThat(browser.driver().getCurrentUrl()).isEqualTo(at("/?v=dQw4w9WgXcQ"));
    }

    @Test
    void estimates_areCalledAbout() {
        browser.open(at("/?v=" + Scenario.OTF.videoId())).await("#sizes", "about ");

        assertThat(browser.element("#said").getText()).contains("some of them about");
    }

    @Test
    void aDubbedVideo_isCountedWithItsOriginalSound() {
        browser.open(at("/?v=" + Scenario.DUBBED.videoId())).await("#sound", "Spanish");

        assertThat(browser.element("#sound").getText()).contains("original language, without DRC");
        browser.picture("dubbed");
    }

    @Test
    void costs_areShown_byThePriceThatOneSets_andItIsKept() {
        browser.open(at("/?v=" + Scenario.PLAIN.videoId())).await("#result");
        assertThat(browser.element("td.cost").isDisplayed()).isFalse();

        browser.element("#price").sendKeys("10");
        browser.element("#currency").sendKeys("zł");

        browser.await("td.cost", "zł 0.38");
        assertThat(browser.element("#sound").getText()).contains("zł 0.03");
        browser.driver().navigate().refresh();
        browser.await("td.cost", "zł 0.38");
        browser.picture("costs");
    }

    @ParameterizedTest
    @CsvSource({
        "private----, The video is private., invited",
        "age-limit--, age-restricted, signed in",
        "not-found--, no such video, Check the link",
        "no-sizes---, no size, new"
    })
    void aFailure_isToldInPlainWords_withWhatOneCanDo(String video, String error, String advice) {
        browser.open(at("/?v=" + video)).await("#error", error);

        browser.await("#advice", advice);
        assertThat(browser.element("#reference").getText()).startsWith("Request ");
        assertThat(browser.value("document.activeElement.id")).isEqualTo("failure");
        browser.picture("failure-" + video).isAccessible();
    }

    @Test
    void whatIsNoLink_isToldSo_andNobodyIsAsked() {
        ask("/", "https://example.com/watch?v=" + Scenario.PLAIN.videoId());

        browser.await("#error", "not the link of a YouTube video");
        assertThat(browser.value("document.activeElement.id")).isEqualTo("link");
        assertThat(browser.element("#link").getDomAttribute("aria-invalid")).isEqualTo("true");
    }

    @Test
    void whileYouTubeIsSlow_itIsToldHowItGoesOn() throws InterruptedException {
        browser.open(at("/?v=" + Scenario.SLOW.videoId()));
        browser.await("#said", "Looking at YouTube");
        cluster.youTube().gate().awaitHeld(1, Cluster.LONG);
        browser.picture("slow").isAccessible();

        cluster.youTube().gate().open();

        browser.await("#sizes", "38.04 MB");
    }

    @Test
    void theKeyboardAlone_isEnough() {
        browser.open(at("/")).await("#link");
        type(LINK + Scenario.FOUR_K.videoId(), Keys.ENTER);
        browser.await("#result");

        tabTo("price");
        type("2.50");
        tabTo("currency");
        type("€");
        browser.await("td.cost", "€");
        tabTo("copy");
        type(Keys.ENTER);
        browser.await("#copied", "Copied.");
        browser.picture("keyboard");
    }

    @Test
    void goingBack_showsWhatWasThere() {
        ask("/", LINK + Scenario.PLAIN.videoId());
        browser.await("#result");
        WebElement link = browser.element("#link");
        link.clear();
        link.sendKeys(LINK + "two-hours--", Keys.ENTER);
        browser.await("#facts", "2:00:13 long");

        browser.driver().navigate().back();
        browser.await("#facts", "3:33 long");
        browser.driver().navigate().back();
        browser.awaitNo("#result");
        assertThat(browser.element("#link").isDisplayed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "light, 320", "dark, 1280", "dark, 320"})
    void everybodyCanUseIt(String scheme, int width) {
        browser.scheme(scheme).width(width).open(at("/")).await("#link");
        browser.isAccessible().fits();
        browser.open(at("/?v=" + Scenario.FOUR_K.videoId())).await("#result");
        browser.element("#price").sendKeys("2.50");
        browser.isAccessible().fits().picture("page-" + scheme + "-" + width);
        browser.open(at("/?v=" + Scenario.REMOVED.videoId())).await("#failure");
        browser.isAccessible().fits().picture("removed-" + scheme + "-" + width);
    }

    @ParameterizedTest
    @CsvSource({"1280", "320"})
    void withoutJavaScript_theFormIsAnsweredWithATable(int width) {
        browser.withoutScripts().width(width).open(at("/"));
        browser.element("#link").sendKeys(LINK + Scenario.PLAIN.videoId(), Keys.ENTER);

        WebElement table = browser.await("#served table");
        assertThat(browser.driver().getCurrentUrl()).startsWith(at("/sizes?url="));
        assertThat(table.getText()).contains("1080p", "38.04 MB");
        browser.picture("plain-" + width);
        browser.open(at("/?v=private----"));
        assertThat(browser.await("#served.failure").getText()).contains("The video is private.", "invited");
        assertThat(browser.driver().getCurrentUrl()).isEqualTo(at("/sizes?v=private----"));
    }

    /** The same pages where scripts run, which the checks themselves need. */
    @ParameterizedTest
    @CsvSource({"light, 1280", "light, 320", "dark, 1280", "dark, 320"})
    void withoutJavaScript_everybodyCanUseIt(String scheme, int width) {
        browser.scheme(scheme).width(width).open(at("/sizes?v=" + Scenario.FOUR_K.videoId()));
        browser.await("#served table");
        browser.isAccessible().fits().picture("plain-" + scheme + "-" + width);
        browser.open(at("/sizes?v=" + Scenario.PRIVATE.videoId())).await("#served.failure");
        browser.isAccessible().fits().picture("plain-private-" + scheme + "-" + width);
    }

    private void ask(String path, String link) {
        browser.open(at(path)).await("#link").sendKeys(link, Keys.ENTER);
    }

    private void type(CharSequence... keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    /** Presses Tab until that element has the focus. */
    private void tabTo(String id) {
        for (int i = 0; i < 20; i++) {
            if (id.equals(browser.value("document.activeElement.id"))) {
                return;
            }
            type(Keys.TAB);
        }
        throw new AssertionError("Tab does not lead to " + id);
    }

    @Override
    public String logText() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(number -> cluster.instance(number).logText())
                .collect(Collectors.joining());
    }

    @Override
    public Browser browser() {
        return browser;
    }

    @Override
    public Cluster cluster() {
        return cluster;
    }

    @Override
    public String at(String path) {
        return "http://127.0.0.1:" + cluster.balancer().port() + path;
    }
}
