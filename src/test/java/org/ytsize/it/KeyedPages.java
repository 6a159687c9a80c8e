package org.ytsize.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.ytsize.stub.Scenario;

/** Pages where REQUIRE_AUTH is on: they ask for the key. */
interface KeyedPages extends PageScene {
    String key();

    @Test
    default void status_isShown_toWhoHasAKey() {
        showStatus(browser());
        browser().driver().navigate().refresh();
        browser().await("#instances tr", "ready");
    }

    @Test
    default void status_isShown_toWhoHasAKey_whereTheBrowserKeepsNothing() {
        try (Browser forgetful = Browser.withoutStorage()) {
            showStatus(forgetful);
        }
    }

    /** As behind a balancer, which asks one after another: every second answer is given another name. */
    @Test
    default void status_ofInstancesThatDoNotKnowEachOther_callsNoneGone() {
        try (Browser meetsTwo = Browser.start()) {
            meetsTwo.command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                    const ask = window.fetch;
                    let other = false;
                    window.fetch = async (...asked) => {
                      const answer = await ask(...asked);
                      const told = await answer.json();
                      if (told.ok && (other = !other)) {
                        told.answeredBy = told.instances[0].name = 'another:3000';
                      }
                      return new Response(JSON.stringify(told), {status: answer.status});
                    };"""));
            showStatus(meetsTwo);

            meetsTwo.await("#instances tr:nth-child(2)");
            meetsTwo.await("#instances tr", "not asked");
            meetsTwo.await("#said", "Others are not known");
            assertThat(meetsTwo.element("main").getText()).doesNotContainIgnoringCase("gone");
            meetsTwo.isAccessible().fits();
        }
    }

    private void showStatus(Browser browser) {
        WebElement field = browser.open(at("/status")).await("#key");
        field.sendKeys("another key", Keys.ENTER);
        browser.await("#said", "That key is not valid.");
        browser.isAccessible().fits();

        field.clear();
        field.sendKeys(key(), Keys.ENTER);

        browser.await("#instances tr", "ready");
    }

    /** The field for it is the script's, which asks at another address. */
    @Test
    default void sizesPage_doesNotSendAnybody_toAFieldThatIsNotThere() {
        browser().open(at("/sizes?v=" + Scenario.PLAIN.videoId()));

        assertThat(browser().await("#served.failure").getText())
                .contains("Valid API key required", "JavaScript", "Whoever runs this service")
                .doesNotContain("above");
        browser().isAccessible().fits();
    }

    @Test
    default void sizes_areShown_toWhoHasAKey() {
        WebElement field = browser().open(at("/?v=" + Scenario.PLAIN.videoId())).await("#key");
        browser().await("#error", "key");
        browser().isAccessible().fits();

        field.sendKeys(key(), Keys.ENTER);

        browser().await("#sizes", "38.04 MB");
    }
}
