package org.ytsize.it;

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

    private void showStatus(Browser browser) {
        WebElement field = browser.open(at("/status")).await("#key");
        field.sendKeys("another key", Keys.ENTER);
        browser.await("#said", "That key is not valid.");
        browser.isAccessible().fits();

        field.clear();
        field.sendKeys(key(), Keys.ENTER);

        browser.await("#instances tr", "ready");
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
